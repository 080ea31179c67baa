/** Verifies AWS Signature Version 4 on a received request by signing it again with the SDK's own signer. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsPrincipal, AwsPrincipals } from './aws-principals.js';

export interface ReceivedRequest {
  readonly method: string;
  /** Path with query, as received. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface CredentialScope {
  readonly accessKeyId: string;
  /** `20260102` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

export type SignatureFault =
  'missing' | 'unknown-key' | 'session-token' | 'session-expired' | 'expired' | 'not-yet-current' | 'mismatch';

export type SignatureVerdict =
  | { readonly ok: true; readonly principal: AwsPrincipal; readonly scope: CredentialScope }
  | {
      readonly ok: false;
      readonly fault: SignatureFault;
      readonly scope?: CredentialScope;
      readonly signedAt?: string;
    };

/** AWS accepts a signature for this long before and after its date. */
const window = 5 * 60_000;
const authorizationForm =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** Says whose request this is; `now` in milliseconds since the epoch. */
export async function verifySignature(
  request: ReceivedRequest,
  principals: AwsPrincipals,
  now: number,
): Promise<SignatureVerdict> {
  const match = authorizationForm.exec(request.headers.authorization ?? '');
  const [, accessKeyId, day, region, service, signedHeaders, signature] = match ?? [];
  const date = header(request, 'x-amz-date');
  if (!accessKeyId || !day || !region || !service || !signedHeaders || !signature || date === undefined) {
    return { ok: false, fault: 'missing' };
  }
  const scope = { accessKeyId, day, region, service };
  const refuse = (fault: SignatureFault): SignatureVerdict => ({ ok: false, fault, scope, signedAt: date });

  const principal = principals.find(accessKeyId);
  if (!principal) return refuse('unknown-key');
  if (header(request, 'x-amz-security-token') !== principal.sessionToken) return refuse('session-token');
  const signedAt = parseAmzDate(date);
  if (signedAt === undefined || !date.startsWith(day)) return refuse('mismatch');
  if (signedAt < now - window) return refuse('expired');
  if (signedAt > now + window) return refuse('not-yet-current');
  const expected = await sign(request, { principal, scope, signedAt, signedHeaders: signedHeaders.split(';') });
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return refuse('mismatch');
  if (principal.expiresAt !== undefined && principal.expiresAt <= now) return refuse('session-expired');
  return { ok: true, principal, scope };
}

interface SigningFacts {
  readonly principal: AwsPrincipal;
  readonly scope: CredentialScope;
  readonly signedAt: number;
  readonly signedHeaders: readonly string[];
}

/** The signature that the holder of the key would have made; `none` when what AWS demands is not signed. */
async function sign(request: ReceivedRequest, facts: SigningFacts): Promise<string> {
  const none = '0'.repeat(64);
  if (!facts.signedHeaders.includes('host')) return none;
  if (facts.principal.sessionToken !== undefined && !facts.signedHeaders.includes('x-amz-security-token')) return none;
  const bodyHash = header(request, 'x-amz-content-sha256');
  if (bodyHash !== undefined && bodyHash !== createHash('sha256').update(request.body).digest('hex')) return none;
  const url = new URL(request.path, 'http://loopback');
  const signer = new SignatureV4({
    credentials: facts.principal,
    region: facts.scope.region,
    service: facts.scope.service,
    sha256: Sha256,
    applyChecksum: facts.signedHeaders.includes('x-amz-content-sha256'),
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'loopback',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(facts.signedHeaders.map((name) => [name, header(request, name) ?? ''])),
      body: request.body,
    },
    { signingDate: new Date(facts.signedAt), signableHeaders: new Set(facts.signedHeaders) },
  );
  return /Signature=([0-9a-f]{64})$/.exec(signed.headers['authorization'] ?? '')?.[1] ?? none;
}

function header(request: ReceivedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** `20260102T030405Z` as milliseconds since the epoch. */
function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const time = Date.parse(`${match.slice(1, 4).join('-')}T${match.slice(4, 7).join(':')}Z`);
  return Number.isNaN(time) ? undefined : time;
}
