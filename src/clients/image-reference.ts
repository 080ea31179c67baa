/** The registry that an image comes from (distribution/reference: `[domain/]path[:tag][@digest]`). */
import { TsRegError } from '../errors.js';
import { parseServerAddress, type ServerAddress } from '../registry/server-address.js';

/** distribution/reference: `NameTotalLengthMax`. */
const longestName = 255;

/**
 * The address of an image's repository. Without a domain it is Docker Hub's, where `nginx` means `library/nginx`.
 * @throws {TsRegError} `usage` when it is no image reference; the text is not repeated.
 */
export function registryOfImage(image: string): ServerAddress {
  const [withTag = '', digest, ...more] = image.split('@');
  if (more.length > 0 || (digest !== undefined && !/^[A-Za-z0-9+._-]+:[0-9a-fA-F]{32,}$/.test(digest))) throw refuse();
  const slash = withTag.lastIndexOf('/');
  const colon = withTag.indexOf(':', slash + 1);
  const name = colon < 0 ? withTag : withTag.slice(0, colon);
  if (name.length > longestName) throw refuse();
  if (colon >= 0 && !/^\w[\w.-]{0,127}$/.test(withTag.slice(colon + 1))) throw refuse();
  const { domain, path } = splitDomain(name);
  if (!/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/.test(path)) throw refuse();
  // Not through parseServerAddress as a whole, which takes a repository called `v2` for the API.
  return { authority: parseServerAddress(domain).authority, path };
}

/**
 * The first part is a domain when it cannot be a path: it has a dot, a colon or a capital letter, or is `localhost`.
 */
export function isDomain(first: string): boolean {
  return /[.:A-Z]/.test(first) || first === 'localhost';
}

function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (isDomain(first)) return { domain: first, path: name.slice(slash + 1) };
  return { domain: 'docker.io', path: slash < 0 ? `library/${name}` : name };
}

function refuse(): TsRegError {
  return new TsRegError('usage', 'not an image reference: expected HOST/REPOSITORY, with or without :TAG and @DIGEST');
}
