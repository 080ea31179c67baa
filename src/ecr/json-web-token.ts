/** What a JSON Web Token says about itself (RFC 7519); its signature is for AWS to verify. */
import { parseObject } from '../system/json-object.js';

export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Milliseconds since the epoch; undefined when it does not say. */
  readonly expiresAt: number | undefined;
}

/** STS API reference, AssumeRoleWithWebIdentity: 4 to 20,000 characters. */
const longestToken = 20_000;
const form = /^[\w-]+\.([\w-]+)\.[\w-]*$/;
/** OpenID Connect Core §2: at most 255 ASCII characters for `sub`; issuers are URLs. */
const longestClaim = 1_024;

/** Undefined for what is no such token, or has no issuer, subject or audience. */
export function readClaims(token: string): TokenClaims | undefined {
  if (token.length > longestToken) return undefined;
  const [, payload = ''] = form.exec(token) ?? [];
  const claims = parseObject(Buffer.from(payload, 'base64url').toString('utf8'));
  const { iss, sub, aud, exp } = claims ?? {};
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter(isClaim);
  if (!isClaim(iss) || !isClaim(sub) || audiences.length === 0) return undefined;
  // ECMA-262 §21.4.1.1: no date is further away.
  const isTime = typeof exp === 'number' && Math.abs(exp) <= 8.64e12;
  return { issuer: iss, subject: sub, audiences, expiresAt: isTime ? exp * 1_000 : undefined };
}

function isClaim(value: unknown): value is string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this line looks for
  return typeof value === 'string' && /^[^\u0000-\u001f\u007f]+$/.test(value) && value.length <= longestClaim;
}
