/**
 * The address that docker, podman or crane ask a credential helper for, and the record names that can answer it.
 * Forms: `host`, `host:port`, `http(s)://host[/v1/|/v2/…]`, `host/repository`; Docker Hub is
 * `https://index.docker.io/v1/` (docker/cli `registry.IndexServer`).
 */
import { TsRegError } from '../errors.js';
import { parseRegistryName, type RegistryName } from './registry-name.js';

export interface ServerAddress {
  /** `host[:port]`, lower case. */
  readonly authority: string;
  /** Repository path, empty for a whole registry. */
  readonly path: string;
}

const dockerHubHosts = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
/** docker keeps Hub's OAuth tokens under these; a password must never be handed out for them. */
const tokenPaths = ['v1/access-token', 'v1/refresh-token'];

/**
 * Parses a server address.
 * @throws {TsRegError} `usage` for any address that is not one of the forms above; the text is not repeated raw.
 */
export function parseServerAddress(input: string): ServerAddress {
  const scheme = /^https?:\/\//i.exec(input)?.[0] ?? '';
  const rest = input.slice(scheme.length, input.endsWith('/') ? -1 : undefined);
  const name = parseName(rest);
  if (name === undefined || name.wildcard) {
    throw new TsRegError(
      'usage',
      'not a registry address: wanted is HOST, HOST:PORT or HOST/REPOSITORY, with or without https://',
    );
  }
  return { authority: name.authority, path: isApiPath(name, scheme !== '') ? '' : name.path };
}

function parseName(text: string): RegistryName | undefined {
  try {
    return parseRegistryName(text);
  } catch (error) {
    // Its message quotes the text, which can hold a secret here (`https://host/?token=…`).
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}

/** Whether a path belongs to the registry API, not to a repository; behind a scheme clients also name its resources. */
function isApiPath({ authority, path }: RegistryName, hasScheme: boolean): boolean {
  if (dockerHubHosts.includes(authority) && tokenPaths.includes(path)) return false;
  return path === 'v1' || path === 'v2' || (hasScheme && /^v[12]\//.test(path));
}

/** The key under which `docker login` at this address is stored. */
export function recordNameOf(address: ServerAddress): string {
  const authority = dockerHubHosts.includes(address.authority) && address.path === '' ? 'docker.io' : address.authority;
  return address.path === '' ? authority : `${authority}/${address.path}`;
}

/**
 * Names of the records that cover an address, best first: the repository itself, then each wildcard from the
 * longest prefix down, then the host (anchore-engine, auth_util: the longest record that matches wins; where both
 * `h/a` and `h/a*` are stored it takes the wildcard, one character longer, and we the exact name).
 * Its length depends on the address alone, never on how many records there are.
 */
export function coveringRecordNames(address: ServerAddress): readonly string[] {
  const isHub = dockerHubHosts.includes(address.authority);
  if (isHub && tokenPaths.includes(address.path)) return [`${address.authority}/${address.path}`];
  const authorities = isHub ? dockerHubHosts : [address.authority];
  const names: string[] = [];
  if (address.path !== '') {
    for (const authority of authorities) names.push(`${authority}/${address.path}`);
    for (let length = address.path.length; length >= 0; length -= 1) {
      for (const authority of authorities) names.push(`${authority}/${address.path.slice(0, length)}*`);
    }
  }
  names.push(...authorities);
  return names;
}
