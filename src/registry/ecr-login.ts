/** An ECR token that `docker login -u AWS` stored as a password: it ends by itself, and nothing renews it. */
import type { OpenRecord, RegistryRecord } from './record.js';
import { parseRegistryName } from './registry-name.js';
import { traitsOf } from './registry-type.js';

/** The user name of every ECR token (ECR user guide, "Private registry authentication"). */
export const ecrTokenUser = 'AWS';
/** ECR user guide: a token is valid for 12 hours. In milliseconds. */
const tokenLife = 12 * 3_600_000;
/** Of the payload inside a token only its size is known to vary; a longer text is none. */
const longestToken = 16_384;

/** Whether a record holds such a token: a plain password of the user `AWS` for an ECR host. */
export function isEcrLogin({ registry, type, user }: Pick<RegistryRecord, 'registry' | 'type' | 'user'>): boolean {
  return !traitsOf(type).hasTokens && user === ecrTokenUser && isEcrRegistry(registry);
}

/** Whether a record is for an ECR host and only `docker login` created it: its type was never chosen. */
export function isLoginForEcr({
  registry,
  origin,
  user,
}: Pick<RegistryRecord, 'registry' | 'origin' | 'user'>): boolean {
  const isLogin = origin === 'docker-login' || (origin === 'import' && user === ecrTokenUser);
  return isLogin && isEcrRegistry(registry);
}

/** Whether a normalized registry name has the host of ECR. */
export function isEcrRegistry(registry: string): boolean {
  return parseRegistryName(registry).ecrHost !== undefined;
}

export interface EcrLoginEnd {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The token itself says so; otherwise it is 12 hours after the password was stored. */
  readonly isCertain: boolean;
}

/** When the token of such a record ends; undefined for any other record. */
export function ecrLoginEnd(record: OpenRecord): EcrLoginEnd | undefined {
  if (!isEcrLogin(record)) return undefined;
  const expiresAt = expirationIn(record.secret.reveal());
  if (expiresAt !== undefined) return { expiresAt, isCertain: true };
  return { expiresAt: record.updatedAt + tokenLife, isCertain: false };
}

/** Whether a password says of itself that it is an ECR token, for any host. */
export function isEcrToken(password: string): boolean {
  return expirationIn(password) !== undefined;
}

/** The password of an ECR token is base64 of JSON whose `expiration` is in seconds; undefined for any other text. */
function expirationIn(password: string): number | undefined {
  if (password.length > longestToken || !/^[A-Za-z0-9+/]+={0,2}$/.test(password)) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(password, 'base64').toString('utf8'));
    const expiration =
      typeof payload === 'object' && payload !== null && 'expiration' in payload ? payload.expiration : undefined;
    return typeof expiration === 'number' && isSeconds(expiration) ? expiration * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds that a Date can hold (ECMA-262 §21.4.1.1), after the epoch. */
function isSeconds(value: number): boolean {
  return value > 0 && value <= 8.64e12;
}
