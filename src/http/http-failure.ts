/** Why no answer came: the one kind of error that the HTTP client throws, without headers, body or configuration. */

/** Every way in which an exchange ends without an answer. */
export type FailureReason =
  /** The name has no address. */
  | 'dns'
  /** Nothing listens at that port. */
  | 'refused'
  /** The connection broke off, or the answer was cut short. */
  | 'reset'
  /** No route to the host. */
  | 'unreachable'
  /** The certificate has expired or is not valid yet. */
  | 'tls-expired'
  /** No trusted authority stands behind the certificate. */
  | 'tls-untrusted'
  /** The certificate is for another host. */
  | 'tls-wrong-host'
  /** No TLS at that port. */
  | 'tls-absent'
  /** TLS failed in another way. */
  | 'tls'
  /** The signal's deadline passed. */
  | 'timeout'
  /** The signal was aborted for another reason. */
  | 'aborted'
  /** Body or headers over the limit. */
  | 'too-large'
  /** The body is compressed, which was not asked for. */
  | 'encoding'
  /** Not HTTP. */
  | 'protocol'
  /** The proxy refused the tunnel or broke it. */
  | 'proxy'
  /** The name leads to an address that the request must not dial. */
  | 'forbidden-address';

const words: Readonly<Record<FailureReason, string>> = {
  dns: 'host name cannot be resolved',
  refused: 'connection refused',
  reset: 'connection broken off before the answer was complete',
  unreachable: 'host is unreachable',
  'tls-expired': 'TLS certificate has expired or is not valid yet',
  'tls-untrusted': 'TLS certificate is not signed by a trusted authority',
  'tls-wrong-host': 'TLS certificate is for another host',
  'tls-absent': 'server does not speak TLS at this port',
  tls: 'TLS handshake failed',
  timeout: 'no complete answer within the time limit',
  aborted: 'interrupted',
  'too-large': 'answer is larger than the limit',
  encoding: 'answer is compressed, which was not asked for',
  protocol: 'answer is not HTTP',
  proxy: 'proxy refused the connection',
  'forbidden-address': 'host name leads to an address that must not be dialled (link-local, metadata or this machine)',
};

/** Its message is one line of our own words and can be shown. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    readonly reason: FailureReason,
    detail?: string,
  ) {
    super(detail === undefined ? words[reason] : `${words[reason]} (${detail})`);
  }
}

const reasonsByCode: Readonly<Record<string, FailureReason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  ConnectionRefused: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls-absent',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls-absent',
  ERR_SSL_HTTP_REQUEST: 'tls-absent',
  HPE_HEADER_OVERFLOW: 'too-large',
  ERR_FORBIDDEN_ADDRESS: 'forbidden-address',
};

/**
 * The reason behind an error of node:http, node:tls or axios. Of its text only a plain code is ever shown: message,
 * headers and configuration can hold credentials.
 */
export function failureFrom(error: unknown, signal: AbortSignal): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (signal.aborted) return new HttpFailure(isTimeout(signal.reason) ? 'timeout' : 'aborted');
  const code = codeOf(error);
  const [, proxyStatus] = /^ERR_PROXY_HTTP_([0-9]+)$/.exec(code) ?? [];
  if (proxyStatus !== undefined) return new HttpFailure('proxy', `HTTP ${proxyStatus}`);
  const known = reasonsByCode[code];
  if (known !== undefined) return new HttpFailure(known);
  if (code.startsWith('HPE_')) return new HttpFailure('protocol', code);
  if (code === 'EPROTO' && isPlainAnswer(error)) return new HttpFailure('tls-absent');
  if (/^(?:ERR_SSL_|ERR_TLS_|CERT_|EPROTO$)/.test(code)) return new HttpFailure('tls', code);
  return new HttpFailure('reset', code === '' ? undefined : code);
}

/** OpenSSL met something else than a TLS record; it says so in its text alone. */
function isPlainAnswer(error: unknown): boolean {
  return error instanceof Error && /wrong version number|packet length too long|http request/.test(error.message);
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Za-z0-9_]{3,60}$/.test(code) ? code : '';
}
