/**
 * The address that docker, podman or crane ask a credential helper for, and the record names that can answer it.
 * Forms: `host`, `host:port`, `http(s)://host[/v1/|/v2/…]`, `host/repository`; Docker Hub is
 * `https://index.docker.io/v1/` (docker/cli `registry.IndexServer`).
 */
import { TsRegError } from '../errors.js';
import { isDockerHub, namesOfRegistry } from './registry-aliases.js';
import { isRepositoryPath, longestName, parseRegistryName, type RegistryName } from './registry-name.js';

export interface ServerAddress {
  /** `host[:port]`, lower case. */
  readonly authority: string;
  /** Repository path, empty for a whole registry; without tag and digest. */
  readonly path: string;
  /** The repository has a longer name than a record can have: `path` is only its beginning. */
  readonly isCut?: true;
}

/** docker keeps Hub's OAuth tokens under these; a password must never be handed out for them. */
const tokenPaths = ['v1/access-token', 'v1/refresh-token'];
/** No client sends a longer address: docker-credential-helpers reads lines of at most 64 KiB. */
const longestAddress = 65_536;
/** distribution/reference: `TagRegexp` and `DigestRegexp`. */
const tag = /:\w[\w.-]{0,127}$/;
const digest = /@[A-Za-z0-9+._-]+:[0-9A-Fa-f]{32,}$/;

/**
 * Parses a server address.
 * @throws {TsRegError} `usage` for any address that is not one of the forms above; the text is not repeated raw.
 */
export function parseServerAddress(input: string): ServerAddress {
  const scheme = /^https?:\/\//i.exec(input)?.[0] ?? '';
  const rest = input.slice(scheme.length, input.endsWith('/') ? -1 : undefined);
  const slash = rest.indexOf('/');
  const address =
    rest.length > longestAddress
      ? undefined
      : slash < 0
        ? parseWhole(rest)
        : parseParts(rest.slice(0, slash), withoutTag(rest.slice(slash + 1)));
  if (address === undefined) {
    throw new TsRegError(
      'usage',
      'not a registry address: expected HOST, HOST:PORT or HOST/REPOSITORY, with or without https://',
    );
  }
  return isApiPath(address, scheme !== '') ? { authority: address.authority, path: '' } : address;
}

function parseParts(authority: string, repository: string): ServerAddress | undefined {
  const name = `${authority}/${repository}`;
  if (name.length <= longestName) return parseWhole(name);
  const host = isRepositoryPath(repository) ? parseWhole(authority) : undefined;
  return host && { ...host, path: repository.slice(0, longestName - authority.length - 1), isCut: true };
}

function parseWhole(text: string): ServerAddress | undefined {
  try {
    const { authority, path, wildcard } = parseRegistryName(text);
    return wildcard ? undefined : { authority, path };
  } catch (error) {
    // Its message quotes the text, which can hold a secret here (`https://host/?token=…`).
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}

/** What distribution/reference puts behind a repository: `[:tag][@digest]`. */
function withoutTag(repository: string): string {
  const untagged = repository.replace(digest, '').replace(tag, '');
  return untagged === '' ? repository : untagged;
}

/** Whether a path belongs to the registry API, not to a repository; behind a scheme clients also name its resources. */
function isApiPath({ authority, path }: ServerAddress, hasScheme: boolean): boolean {
  if (isDockerHub(authority) && tokenPaths.includes(path)) return false;
  return path === 'v1' || path === 'v2' || (hasScheme && /^v[12]\//.test(path));
}

/** The key under which `docker login` at this address is stored; of a cut address that of its host. */
export function recordNameOf(address: ServerAddress): string {
  const path = address.isCut ? '' : address.path;
  const authority = isDockerHub(address.authority) && path === '' ? 'docker.io' : address.authority;
  return path === '' ? authority : `${authority}/${path}`;
}

/**
 * Names of the records that cover an address, best first: the repository itself, then each wildcard from the
 * longest prefix down, then the host (anchore-engine, auth_util: the longest record that matches wins; where both
 * `h/a` and `h/a*` are stored it takes the wildcard, one character longer, and we the exact name).
 * `X/*` also covers `X`: most clients ask for the host alone, whatever repository they are about to pull.
 * Its length depends on the address alone, never on how many records there are.
 */
export function coveringRecordNames(address: ServerAddress): readonly string[] {
  const { authority, path, isCut = false } = address;
  if (isDockerHub(authority) && tokenPaths.includes(path)) return [`${authority}/${path}`];
  const authorities = namesOfRegistry(authority);
  if (path === '') return [...authorities, ...authorities.map((name) => `${name}/*`)];
  const ends = isCut ? [] : [path, `${path}/*`];
  for (let length = path.length; length >= 0; length -= 1) ends.push(`${path.slice(0, length)}*`);
  const names = ends.flatMap((end) => authorities.map((name) => `${name}/${end}`));
  return [...names.filter((name) => name.length <= longestName), ...authorities];
}

/**
 * Names that a record for exactly this can have, the given one first: Docker Hub and ECR Public have several each.
 * @throws {TsRegError} as parseRegistryName does.
 */
export function namesOfRecord({ text, authority, path, wildcard }: RegistryName): readonly string[] {
  if (isDockerHub(authority) && tokenPaths.includes(path) && !wildcard) return [text];
  const others = namesOfRegistry(authority).map((name) => `${name}${text.slice(authority.length)}`);
  return [...new Set([text, ...others])];
}
