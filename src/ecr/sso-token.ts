/**
 * The access token of `aws sso login`, kept in a file and renewed with its refresh token once it has expired; and the
 * keys of a permission set that it is exchanged for.
 */
import { createHash, randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsCredentials } from './aws-credentials.js';
import { readAwsFile, UnreadableAwsFile } from './bounded-file.js';
import { askSso, type SsoContext, SsoRefused } from './sso-request.js';
import { isoSeconds } from '../system/iso-time.js';

/** The session of a profile is over, or never began: only `aws sso login` helps. */
export class SsoSessionEnded extends Error {
  override readonly name = 'SsoSessionEnded';

  constructor(
    /** The profile to sign in with. */
    readonly profile: string,
    message: string,
  ) {
    super(message);
  }
}

export interface SsoSession {
  readonly profile: string;
  /** The session's name, or the start URL of a profile without one. */
  readonly tokenName: string;
  readonly region: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The token, for as long as it is valid, even for a second. @throws {SsoSessionEnded} when there is none and no way to
 * one.
 */
export async function ssoAccessToken(session: SsoSession, context: SsoContext): Promise<string> {
  const path = join(
    context.home,
    '.aws',
    'sso',
    'cache',
    `${createHash('sha1').update(session.tokenName).digest('hex')}.json`,
  );
  const kept = await readKept(path);
  if (kept === undefined) throw new SsoSessionEnded(session.profile, 'there is no SSO session');
  const { accessToken, expiresAt } = kept;
  const expiry = timeOf(expiresAt);
  if (typeof accessToken === 'string' && accessToken !== '' && expiry > context.now) return accessToken;
  return renewed(kept, { path, session, context });
}

/** A file that holds no token is no session: `aws sso login` writes a new one. */
async function readKept(path: string): Promise<Fields | undefined> {
  try {
    const parsed: unknown = JSON.parse((await readAwsFile(path)) ?? 'null');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch (error) {
    if (error instanceof UnreadableAwsFile) throw error;
    return undefined;
  }
}

/** `2026-01-02T03:04:05Z`; version 1 of the AWS CLI wrote `…UTC`. */
function timeOf(text: unknown): number {
  return typeof text === 'string' ? Date.parse(text.replace(/UTC$/, 'Z')) : Number.NaN;
}

async function renewed(
  kept: Fields,
  { path, session, context }: { readonly path: string; readonly session: SsoSession; readonly context: SsoContext },
): Promise<string> {
  const { clientId, clientSecret, refreshToken, registrationExpiresAt } = kept;
  const ended = new SsoSessionEnded(session.profile, 'the SSO session has expired');
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string' || typeof refreshToken !== 'string') throw ended;
  if (timeOf(registrationExpiresAt) <= context.now) throw ended;
  const body = JSON.stringify({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' });
  const answer = await askSso(
    { service: 'oidc', region: session.region, method: 'POST', path: '/token', body },
    context,
  ).catch((error: unknown) => {
    // Whatever the reason (invalid grant, client or request), the way out is a new session.
    if (error instanceof SsoRefused && error.statusCode < 500) throw ended;
    throw error;
  });
  const { accessToken, expiresIn } = answer;
  if (typeof accessToken !== 'string' || typeof expiresIn !== 'number') throw ended;
  const expiresAt = isoSeconds(context.now + expiresIn * 1_000);
  const next = typeof answer['refreshToken'] === 'string' ? answer['refreshToken'] : refreshToken;
  await keep(path, { ...kept, accessToken, expiresAt, refreshToken: next });
  return accessToken;
}

/** A refresh token may be good for one use only, so the new one goes where the AWS CLI looks for it. */
async function keep(path: string, fields: Fields): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, JSON.stringify(fields, null, 2), { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch {
    // A home that cannot be written to: the token serves this once.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

export interface SsoRole extends SsoSession {
  readonly accountId: string;
  readonly roleName: string;
}

/** @throws {SsoSessionEnded} when there is no session any more, by the file or by the portal; {SsoRefused} else. */
export async function ssoCredentials(role: SsoRole, context: SsoContext): Promise<AwsCredentials> {
  const accessToken = await ssoAccessToken(role, context);
  const answer = await askSso(
    {
      service: 'portal',
      region: role.region,
      method: 'GET',
      path: '/federation/credentials',
      query: { account_id: role.accountId, role_name: role.roleName },
      headers: { 'x-amz-sso_bearer_token': accessToken },
    },
    context,
  ).catch((error: unknown) => {
    if (error instanceof SsoRefused && error.statusCode === 401)
      throw new SsoSessionEnded(role.profile, 'the SSO session is no longer valid');
    throw error;
  });
  return parse(answer['roleCredentials']);
}

function parse(found: unknown): AwsCredentials {
  const fields: Readonly<Record<string, unknown>> = typeof found === 'object' && found !== null ? { ...found } : {};
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = fields;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof sessionToken !== 'string') {
    throw new SsoRefused('SsoError', 200, 'the answer of SSO contains no credentials');
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    ...(typeof expiration === 'number' ? { expiration: new Date(expiration) } : {}),
  };
}
