/** What people read when a registry does not accept a credential: one line that names it, and the next step. */
import { TsRegError } from '../errors.js';
import type { FailureReason, HttpFailure } from '../http/http-failure.js';

/** anchore-engine's words (registries API, HTTP 406), which scripts look for. */
const prefix = 'cannot ping supplied registry with supplied credentials - exception:';

/** The error for a registry that did not accept a credential; `reason` holds none of the registry's own text. */
export function pingError(registry: string, reason: string, hint: string): TsRegError {
  return new TsRegError('refused', `${prefix} ${registry}: ${reason}`, { httpCode: 406, hint });
}

/** The error for an exchange that ended without an answer from `host`, which may be the token server. */
export function connectionError(registry: string, host: string, failure: HttpFailure): TsRegError {
  const place = host === registry ? '' : `${host}: `;
  return pingError(registry, `${place}${failure.message}`, hints[failure.reason]);
}

const authorityHint = 'name its authority: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem (or ca_file in config.yaml); --insecure skips verification';

const hints: Readonly<Record<FailureReason, string>> = {
  dns: 'check the spelling of the host, and that this machine can resolve it',
  refused: 'check host and port, and that the registry is up',
  reset: 'try again; check that this is the port of a registry',
  unreachable: 'check network, VPN and HTTPS_PROXY',
  'tls-expired': 'have the certificate renewed, and check the clock of this machine; --insecure skips verification',
  'tls-untrusted': authorityHint,
  'tls-wrong-host': 'name the registry by a host that its certificate is for; --insecure skips verification',
  'tls-absent': 'check the port; --insecure allows plain http',
  tls: `check the TLS settings of the registry; ${authorityHint}`,
  timeout: 'check network and proxy, or raise timeout in config.yaml',
  aborted: 'run the command again',
  'too-large': 'check that this is the address of a registry',
  encoding: 'check that this is the address of a registry',
  protocol: 'check that this is the port of a registry',
  proxy: 'check HTTPS_PROXY and its user name and password, or add the host to NO_PROXY',
  'forbidden-address': 'check what the host name resolves to: no registry lives at that address',
};
