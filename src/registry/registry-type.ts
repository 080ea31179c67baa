/** The types of registry, and the guess that stands in for `--registry-type`. */
import type { RegistryName } from './registry-name.js';

export const registryTypes = ['docker_v2', 'awsecr'] as const;
export type RegistryType = (typeof registryTypes)[number];

/** What differs between the types: a new one does not compile before each question about it is answered. */
export interface RegistryTraits {
  /** The type of a registry that nothing else is known of; `add` says so when it guesses another one. */
  readonly isDefault: boolean;
  /** Its passwords are short-lived tokens that ts-reg fetches and renews; else the stored secret is the password. */
  readonly hasTokens: boolean;
  /** User and secret are an identity of AWS: without one there is no record, and its secret never goes elsewhere. */
  readonly needsIdentity: boolean;
  /** The ping sends what it has over TLS alone, also where `--insecure` allows plain http. */
  readonly pingsByTlsOnly: boolean;
  /** The user name goes into HTTP Basic as it is, which has no place for a `:` (RFC 7617 §2). */
  readonly sendsUser: boolean;
}

const traits: Readonly<Record<RegistryType, RegistryTraits>> = {
  docker_v2: { isDefault: true, hasTokens: false, needsIdentity: false, pingsByTlsOnly: false, sendsUser: true },
  awsecr: { isDefault: false, hasTokens: true, needsIdentity: true, pingsByTlsOnly: true, sendsUser: false },
};

/** The answers for a type; for an unknown type, as an Anchore deployment may list it, those of docker_v2. */
export function traitsOf(type: string): RegistryTraits {
  return traits[isRegistryType(type) ? type : 'docker_v2'];
}

/** Whether a text names a type; types are compared exactly, as anchore-cli does. */
export function isRegistryType(text: string): text is RegistryType {
  return (registryTypes as readonly string[]).includes(text);
}

/**
 * The guess of anchore-cli, which an Anchore deployment can serve: it reads account and region out of hosts that begin
 * in this way alone, so FIPS, dual-stack and ECR Public are docker_v2 there.
 */
export function guessForAnchore({ host, ecrHost }: Pick<RegistryName, 'host' | 'ecrHost'>): RegistryType {
  return ecrHost && hasAnchoreEcrForm(host) ? 'awsecr' : 'docker_v2';
}

/** Whether Anchore finds account and region in a host. */
export function hasAnchoreEcrForm(host: string): boolean {
  return /^[0-9]+\.dkr\.ecr\.[^.]+\.amazonaws\.com/.test(host);
}

/** `awsecr` for an ECR host of any partition, `docker_v2` for the rest. */
export function guessRegistryType(name: RegistryName): RegistryType {
  return name.ecrHost ? 'awsecr' : 'docker_v2';
}
