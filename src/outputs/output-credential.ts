/** What an output is made of: credentials that are valid now, in the order in which they were asked for. */
import { isDockerHub, namesOfRegistry } from '../registry/registry-aliases.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { TsRegError } from '../errors.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';

export interface OutputCredential {
  /** The record's name: `HOST[:PORT][/PATH]`, `*` at its end allowed. */
  readonly registry: string;
  readonly username: string;
  readonly password: Secret;
  /** Milliseconds since the epoch; undefined for a password that does not expire. */
  readonly expiresAt: number | undefined;
}

/** docker, kaniko, BuildKit and the kubelet know Docker Hub by this key (docker/cli `registry.IndexServer`). */
const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * The keys of `auths` under which clients look for a registry. A path is kept: podman and the kubelet look for it
 * first (containers-auth.json(5)); `HOST/PATH/*` matches everything below and is `HOST/PATH` there.
 * @throws {TsRegError} `usage` for `HOST/BEGINNING*`: no key of `auths` matches a beginning.
 */
export function authKeys(registry: string): readonly string[] {
  const { authority, path, wildcard } = parseRegistryName(registry);
  if (wildcard && path !== '' && !path.endsWith('/'))
    throw new TsRegError('usage', `${registry}: this format has no name for repositories with a common prefix`, {
      hint: hint`ts-reg registry export --format json ${registry}`,
    });
  const folder = path.replace(/\/$/, '');
  if (folder !== '') return [`${isDockerHub(authority) ? 'docker.io' : authority}/${folder}`];
  return isDockerHub(authority) ? [dockerHubKey] : namesOfRegistry(authority);
}

/** When the first of them ends; undefined when none does. Milliseconds since the epoch. */
export function earliestEnd(credentials: readonly OutputCredential[]): number | undefined {
  const ends = credentials.flatMap(({ expiresAt }) => expiresAt ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
