/** Under which record an entry of `auths` keeps its meaning. */
import { isDockerHub } from '../registry/registry-aliases.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { parseServerAddress, recordNameOf } from '../registry/server-address.js';

/**
 * The record for an entry: podman takes `host/namespace` for everything below it (containers-auth.json(5)), and docker
 * takes a URL for its host (docker/cli `credentials.ConvertToHostname`).
 * @throws {TsRegError} `usage` or `refused` for a key that is no address.
 */
export function importedName(key: string): string {
  const address = parseServerAddress(key);
  // Docker Hub's own tokens, which docker keeps under keys of their own.
  if (isDockerHub(address.authority) && /^v1\/(?:access|refresh)-token$/.test(address.path))
    return recordNameOf(address);
  if (address.path === '' || /^https?:\/\//i.test(key)) return recordNameOf({ authority: address.authority, path: '' });
  return parseRegistryName(`${recordNameOf(address)}/*`).text;
}
