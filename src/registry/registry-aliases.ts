/** Registries that have more than one name; a record under one of them answers for all. */
import { ecrPublicHosts } from './ecr-host.js';

/** docker/cli `registry.IndexServer`, and the hosts behind it. */
const dockerHubHosts = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** Whether an authority is one of Docker Hub's names. */
export function isDockerHub(authority: string): boolean {
  return dockerHubHosts.includes(authority);
}

/** All authorities of a registry: those of Docker Hub in their own order, else the given one first. */
export function namesOfRegistry(authority: string): readonly string[] {
  if (isDockerHub(authority)) return dockerHubHosts;
  return ecrPublicHosts.includes(authority) ? [...new Set([authority, ...ecrPublicHosts])] : [authority];
}
