/**
 * Addresses of the Anchore API: where a service is, which version it speaks, the percent-encoding of registry names,
 * and whether anything answers there.
 */
import { type ErrorKind, type Hint, TsRegError } from '../errors.js';
import { type FailureReason, HttpFailure } from '../http/http-failure.js';
import { hint } from '../system/hint.js';
import type { AnchoreService, AnchoreTransport } from './transport.js';

export interface ServiceAddress {
  /** What is asked to see whether the service answers, exactly as it was given. */
  readonly liveness: URL;
  /** `…/v1/registries` or `…/v2/registries`. */
  readonly registries: URL;
}

/**
 * The addresses behind `--url` and `--api-version`: v1 is the Engine, v2 is Enterprise; both have the same resource.
 * A version of the API (`1`, `v2`) replaces the one in the URL. Versions of a service (`0.9.4`), which
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

const hints: Readonly<Partial<Record<FailureReason, Hint>>> = {
  'tls-untrusted': hint`trust its certificate authority with ca_file in config.yaml, or skip verification: --insecure`,
  'tls-expired': hint`skip verification: --insecure`,
  'tls-wrong-host': hint`use the host name of the certificate in --url`,
  'tls-absent': hint`begin the URL with http://`,
};
const usualHint = hint`check --url (ANCHORE_CLI_URL); --local uses the store on this machine`;
const credentialsHint = hint`set ANCHORE_CLI_USER and ANCHORE_CLI_PASS, or pass --u and --p`;

/** @throws {TsRegError} with anchore-cli's words, the reason behind them; exit code 2. */
export async function checkAccess(transport: AnchoreTransport, service: AnchoreService, liveness: URL): Promise<void> {
  const noAccess = (reason: string, details: { kind: ErrorKind; hint: Hint; httpCode?: number }): TsRegError => {
    const { kind, ...rest } = details;
    return new TsRegError(
      kind,
      `could not access anchore service (user=${service.user} url=${service.url}): ${reason}`,
      rest,
    );
  };
  const answer = await transport.send({ method: 'GET', url: liveness }).catch((error: unknown) => {
    if (error instanceof HttpFailure)
      throw noAccess(error.message, { kind: 'unavailable', hint: hints[error.reason] ?? usualHint });
    if (!(error instanceof TsRegError)) throw error;
    throw noAccess(error.message, { kind: error.kind, hint: error.hint ?? usualHint });
  });
  if (answer.status >= 200 && answer.status < 300) return;
  if (answer.status === 401)
    throw noAccess('user or password is wrong', { kind: 'unauthorized', hint: credentialsHint, httpCode: 401 });
  throw noAccess(`HTTP ${answer.status}`, { kind: 'unavailable', hint: usualHint, httpCode: answer.status });
}
