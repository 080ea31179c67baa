/**
 * Reads the reply to GetAuthorizationToken: base64 of `AWS:<password>`, an expiry and the registry it is for.
 * Source: ECR API reference, data type AuthorizationData.
 */
import { type EcrHost, parseEcrHost } from '../registry/ecr-host.js';
import type { Token } from '../registry/token.js';
import { Secret } from '../secret.js';

/** One entry of `authorizationData`; every part may be missing. */
export interface AuthorizationReply {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
  readonly proxyEndpoint?: string | undefined;
}

/** A reply that holds no token for the registry; its message is in our own words and quotes no part of a token. */
export class UnusableReply extends Error {
  override readonly name = 'UnusableReply';
}

export interface ReplyExpectation {
  /** Name of the record. */
  readonly registry: string;
  readonly target: EcrHost;
  /** What the registry's own host says; undefined for a custom domain. */
  readonly ecrHost: EcrHost | undefined;
  /** Milliseconds since the epoch, by our clock. */
  readonly now: number;
}

/**
 * The token in a reply. An expiry that our clock has already passed is no fault here: the clock may be the wrong one.
 * @throws {UnusableReply} when a part is missing or malformed, or the token is for another registry.
 */
export function readAuthorization(reply: AuthorizationReply | undefined, expected: ReplyExpectation): Token {
  if (reply?.authorizationToken === undefined || reply.authorizationToken === '') {
    throw new UnusableReply('the answer of ECR contains no token');
  }
  checkEndpoint(reply.proxyEndpoint, expected);
  const expiresAt = reply.expiresAt?.getTime() ?? Number.NaN;
  if (Number.isNaN(expiresAt)) throw new UnusableReply('the answer of ECR does not say when the token expires');
  const { username, password } = splitToken(reply.authorizationToken);
  return {
    username,
    password: new Secret(password),
    issuedAt: expected.now,
    expiresAt: believableExpiry(expiresAt, expected.now),
  };
}

/**
 * A token lives 12 hours (ECR API reference, GetAuthorizationToken). A longer life is not believed: our clock is
 * behind, or the answer is wrong; either way it counts as 12 hours from now. An hour is left for clocks that differ a
 * little.
 */
function believableExpiry(expiresAt: number, now: number): number {
  return expiresAt - now > longestBelieved ? now + tokenLife : expiresAt;
}

// eslint-disable-next-line no-control-regex -- control characters are exactly what this line looks for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const tokenLife = 12 * 3_600_000;
const longestBelieved = 13 * 3_600_000;

/** Split at the first colon: a password may hold more of them. */
function splitToken(token: string): { readonly username: string; readonly password: string } {
  const bytes = Buffer.from(token, 'base64');
  // Node skips what is not base64; a token that does not come out the same was not what it seemed.
  const text = bytes.toString('base64') === token ? decodeUtf8(bytes) : undefined;
  const separator = text?.indexOf(':') ?? -1;
  if (text === undefined || separator < 1 || separator === text.length - 1) {
    throw new UnusableReply('the token in the answer of ECR is not base64 of USER:PASSWORD');
  }
  if (controlCharacter.test(text)) throw new UnusableReply('the token in the answer of ECR has control characters');
  return { username: text.slice(0, separator), password: text.slice(separator + 1) };
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * A real ECR host was asked for: the token must be for its account and region (the suffix may differ: FIPS,
 * dual-stack).
 */
function checkEndpoint(proxyEndpoint: string | undefined, expected: ReplyExpectation): void {
  const { target } = expected;
  if (controlCharacter.test(proxyEndpoint ?? ''))
    throw new UnusableReply('the registry address in the answer of ECR has control characters');
  if (target.service !== 'ecr' || expected.ecrHost?.service !== 'ecr') return;
  const host = hostOf(proxyEndpoint ?? '');
  const issuer = host === undefined ? undefined : parseEcrHost(host);
  if (issuer?.service === 'ecr' && issuer.account === target.account && issuer.region === target.region) return;
  const issuedFor = issuer?.service === 'ecr' ? `account ${issuer.account} in ${issuer.region}` : 'another host';
  throw new UnusableReply(
    `ECR answered with a token for ${issuedFor}, not for account ${target.account} in ${target.region}`,
  );
}

function hostOf(url: string): string | undefined {
  return /^https:\/\/([^/?#@\\]+)\/?$/.exec(url)?.[1]?.toLowerCase();
}
