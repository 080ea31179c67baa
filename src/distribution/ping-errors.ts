/** What people read when a registry does not accept a credential: one line that names it, and the next step. */
import { type Hint, TsRegError } from '../errors.js';
import type { FailureReason, HttpFailure } from '../http/http-failure.js';
import { proxyHint } from '../http/proxy-hints.js';
import { hint, joinHints } from '../system/hint.js';

/** anchore-engine's words (registries API, HTTP 406), which scripts look for. */
const prefix = 'cannot ping supplied registry with supplied credentials - exception:';

/** The error for a registry that did not accept a credential; `reason` holds none of the registry's own text. */
export function pingError(registry: string, reason: string, hint: Hint): TsRegError {
  return new TsRegError('refused', `${prefix} ${registry}: ${reason}`, { httpCode: 406, hint, registry, reason });
}

/** The error for an exchange that ended without an answer from `host`, which may be the token server. */
export function connectionError(registry: string, host: string, failure: HttpFailure): TsRegError {
  const place = host === registry ? '' : `${host}: `;
  return pingError(registry, `${place}${failure.message}`, hints[failure.reason](host, failure.status));
}

const authorityHint = hint`trust its certificate authority: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem (or ca_file
  in config.yaml); --insecure skips verification`;

/** What shows it, as something to type; `host` may have a port. */
const hints: Readonly<Record<FailureReason, (host: string, status: number | undefined) => Hint>> = {
  dns: (host) => hint`check that the name is correct and can be resolved: getent hosts ${nameOf(host)}`,
  refused: (host) => hint`check that it is running at this port: ${lookAt(host)}`,
  reset: (host) => hint`check that a registry is at this port: ${lookAt(host)}`,
  unreachable: (host) => hint`check the route to it, or set a proxy in HTTPS_PROXY: ${lookAt(host)}`,
  'tls-expired': (host) =>
    hint`check its certificate and the clock of this machine: ${lookAt(host)}; --insecure skips verification`,
  'tls-untrusted': () => authorityHint,
  'tls-wrong-host': (host) => hint`see which host it is for: ${lookAt(host)}; --insecure skips verification`,
  'tls-absent': () => hint`check the port; --insecure allows plain http`,
  tls: (host) => joinHints(hint`${lookAt(host)}; `, authorityHint),
  timeout: (host) =>
    hint`see where the connection stops: ${lookAt(host)}; for a slow registry: timeout: 60 in config.yaml`,
  aborted: () => hint`run the command again`,
  'too-large': noRegistryHint,
  encoding: noRegistryHint,
  protocol: noRegistryHint,
  upgrade: noRegistryHint,
  proxy: (host, status) => proxyHint({ host: nameOf(host), bypass: nameOf(host), status }),
  'forbidden-address': (host) =>
    hint`no registry can be at that address; see what the name resolves to: getent hosts ${nameOf(host)}`,
};

/** For an answer that no registry gives. */
export function noRegistryHint(host: string): Hint {
  return hint`check that this is a registry: ${lookAt(host)}`;
}

/** The words of the API version check of the distribution specification. */
function lookAt(host: string): readonly string[] {
  return ['curl', '-v', `https://${authorityOf(host)}/v2/`];
}

function nameOf(host: string): string {
  return authorityOf(host).replace(/:\d+$/, '');
}

/** What is fit to be typed: a registry may be a path of one, and the host of a token server is the registry's word. */
function authorityOf(registry: string): string {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?=\/|$)/i.exec(registry)?.[0] ?? 'HOST';
}
