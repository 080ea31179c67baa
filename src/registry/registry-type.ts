/** The types of registry, and the guess that stands in for `--registry-type`. */
import type { RegistryName } from './registry-name.js';

export const registryTypes = ['docker_v2', 'awsecr'] as const;
export type RegistryType = (typeof registryTypes)[number];

/** Whether a text names a type; types are compared exactly, as anchore-cli does. */
export function isRegistryType(text: string): text is RegistryType {
  return (registryTypes as readonly string[]).includes(text);
}

/** `awsecr` for an ECR host of any partition, `docker_v2` for the rest. */
export function guessRegistryType(name: RegistryName): RegistryType {
  return name.ecrHost ? 'awsecr' : 'docker_v2';
}
