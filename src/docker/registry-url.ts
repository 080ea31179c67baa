/** Where a registry's API is: https first, plain http only where docker allows it. */
import { isForbiddenAddress, isLoopbackHost, normaliseHost } from '../http/ip-address.js';
import type { RegistryName } from '../registry/registry-name.js';
import { pingError } from './ping-errors.js';

/** Docker Hub's API answers at another host than its name (docker/cli: `registry.IndexHostname`). */
const apiHosts: Readonly<Record<string, string>> = { 'docker.io': 'index.docker.io' };

/**
 * The URLs of `/v2/` to try, in order. Plain http comes second, for hosts on this machine (docker's rule for
 * insecure registries) and for records without TLS verification.
 * @throws {TsRegError} `refused` for a host that a URL would read as another one, or that is a metadata address.
 */
export function registryUrls(name: RegistryName, verifyTls: boolean): readonly URL[] {
  const host = apiHosts[name.host] ?? name.host;
  const authority = name.port === undefined ? host : `${host}:${name.port}`;
  const text = `https://${authority}/v2/`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || normaliseHost(url.hostname) !== normaliseHost(host)) {
    throw pingError(name.text, 'host is not written as a plain host name or IP address', 'write addresses as 192.0.2.1 or [2001:db8::1]');
  }
  if (isForbiddenAddress(url.hostname)) {
    throw pingError(name.text, 'host is a link-local or metadata address', 'name the registry by its host name');
  }
  if (verifyTls && !isLoopbackHost(url.hostname)) return [url];
  return [url, new URL(`http://${authority}/v2/`)];
}
