/**
 * Addresses of the Anchore API: where a service is, which version it speaks, and the percent-encoding of registry
 * names.
 */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';

export interface ServiceAddress {
  /** What is asked to see whether the service answers, exactly as it was given. */
  readonly liveness: URL;
  /** `…/v1/registries` or `…/v2/registries`. */
  readonly registries: URL;
}

/**
 * The addresses behind `--url` and `--api-version`: v1 is the Engine, v2 is Enterprise; both have the same resource.
 * A version of the API (`1`, `v2`) takes the place of the one in the URL. Versions of a service (`0.9.4`), which
 * anchore-cli takes there too, change nothing.
 */
export function serviceAddress(url: string, apiVersion: string | undefined): ServiceAddress {
  const [, version] = /^v?([12])(?:\.0)*$/i.exec(apiVersion ?? '') ?? [];
  const base = version === undefined ? url : `${url.replace(/\/+$/, '').replace(/\/v[0-9]+$/, '')}/v${version}`;
  return { liveness: new URL(base), registries: new URL(`${base.replace(/\/$/, '')}/registries`) };
}

/**
 * The address of one registry; every byte but letters, digits and `_.-~` is encoded (Python's `quote(name, '')`).
 * @throws {TsRegError} `refused` for names that a URL cannot carry, since it would lead elsewhere.
 */
export function registryUrl(address: ServiceAddress, registry: string): URL {
  if (registry === '' || registry === '.' || registry === '..') {
    throw new TsRegError('refused', `invalid input registry name: '${registry}'`, {
      httpCode: 409,
      hint: hint`ts-reg registry list`,
    });
  }
  return new URL(`${address.registries.href}/${quote(registry)}`);
}

function quote(text: string): string {
  let quoted = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    quoted += /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return quoted;
}
