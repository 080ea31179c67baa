/** Why there was no answer: the only error that the HTTP client throws, without headers, body or configuration. */
import { errnoOf } from '../system/file-error.js';

/** Every way in which a request ends without an answer. */
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
  /** `101 Switching Protocols`, which was not asked for (RFC 9110 §15.2.2). */
  | 'upgrade'
  /** The proxy refused the tunnel or broke it. */
  | 'proxy'
  /** The name leads to an address that the request must not dial. */
  | 'forbidden-address';

const words: Readonly<Record<FailureReason, string>> = {
  dns: 'host name cannot be resolved',
  refused: 'connection refused',
  reset: 'connection closed before the answer was complete',
  unreachable: 'host is unreachable',
  'tls-expired': 'TLS certificate has expired or is not valid yet',
  'tls-untrusted': 'TLS certificate is not signed by a trusted authority',
  'tls-wrong-host': 'TLS certificate is for another host',
  'tls-absent': 'server does not support TLS at this port',
  tls: 'TLS handshake failed',
  timeout: 'no complete answer within the time limit',
  aborted: 'interrupted',
  'too-large': 'answer is larger than the limit',
  encoding: 'answer is compressed, which was not requested',
  protocol: 'answer is not HTTP',
  upgrade: 'server switched to another protocol instead of answering (HTTP 101)',
  proxy: 'proxy refused the connection',
  'forbidden-address': 'host name resolves to a forbidden address (link-local, metadata or this machine)',
};

/** All of them. */
export const failureReasons = Object.keys(words) as readonly FailureReason[];

/** Its message is one line of our own words and can be shown. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    readonly reason: FailureReason,
    detail?: string,
    /** What a proxy answered to CONNECT. */
    readonly status?: number,
  ) {
    super(detail === undefined ? words[reason] : `${words[reason]} (${detail})`);
  }
}

/** Our own code; axios and the AWS SDK keep an error's code, not its class. */
export const switchedProtocol = 'ERR_SWITCHED_PROTOCOL';

/** Codes of node:net, node:tls (OpenSSL) and node:http; bun's where they differ. */
const codes: Partial<Readonly<Record<FailureReason, readonly string[]>>> = {
  dns: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'],
  refused: ['ECONNREFUSED', 'ConnectionRefused'],
  reset: ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'],
  unreachable: ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  timeout: ['ETIMEDOUT'],
  'tls-expired': ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
  'tls-untrusted': [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_UNTRUSTED',
    'CERT_SIGNATURE_FAILURE',
  ],
  'tls-wrong-host': ['ERR_TLS_CERT_ALTNAME_INVALID'],
  'tls-absent': ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
  'too-large': ['HPE_HEADER_OVERFLOW'],
  upgrade: [switchedProtocol],
  'forbidden-address': ['ERR_FORBIDDEN_ADDRESS'],
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
  if (proxyStatus !== undefined) return new HttpFailure('proxy', `HTTP ${proxyStatus}`, Number(proxyStatus));
  const known = failureReasons.find((reason) => codes[reason]?.includes(code));
  if (known !== undefined) return new HttpFailure(known);
  if (code.startsWith('HPE_')) return new HttpFailure('protocol', code);
  if (code === 'EPROTO' && isPlainAnswer(error)) return new HttpFailure('tls-absent');
  if (/^(?:ERR_SSL_|ERR_TLS_|CERT_|EPROTO$)/.test(code)) return new HttpFailure('tls', code);
  return new HttpFailure('reset', code === '' ? undefined : code);
}

/** OpenSSL read something other than a TLS record; only its text says so. */
function isPlainAnswer(error: unknown): boolean {
  return error instanceof Error && /wrong version number|packet length too long|http request/.test(error.message);
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function codeOf(error: unknown): string {
  const code = errnoOf(error);
  return typeof code === 'string' && /^[A-Za-z0-9_]{3,60}$/.test(code) ? code : '';
}
