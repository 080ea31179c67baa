/** Where a registry's API is: https first, plain http only where docker allows it. */
import { isForbiddenAddress, isLoopbackHost } from '../http/ip-address.js';
import type { RegistryName } from '../registry/registry-name.js';
import { hint } from '../system/hint.js';
import { pingError } from './ping-errors.js';

/**
 * The URLs of `/v2/` to try, in order. Plain http comes second, for hosts on this machine (docker's rule for
 * insecure registries) and for records without TLS verification.
 * @throws {TsRegError} `refused` for a link-local or metadata address.
 */
export function registryUrls(name: RegistryName, verifyTls: boolean): readonly URL[] {
  // Docker Hub's API is not at the host that it is named by (docker/cli: `registry.IndexHostname`).
  const host = name.host === 'docker.io' ? 'index.docker.io' : name.host;
  const authority = name.port === undefined ? host : `${host}:${name.port}`;
  if (isForbiddenAddress(host)) {
    throw pingError(name.text, 'host is a link-local or metadata address', hint`name the registry by its host name`);
  }
  const url = new URL(`https://${authority}/v2/`);
  return verifyTls && !isLoopbackHost(host) ? [url] : [url, new URL(`http://${authority}/v2/`)];
}
