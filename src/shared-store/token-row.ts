/**
 * One token as a row: sealed with the key of the store, bound to store, registry and generation. Its times are those of
 * the database's clock, so that machines whose clocks differ agree on it.
 */
import type { TsRegError } from '../errors.js';
import type { CachedToken } from '../registry/token.js';
import { Secret } from '../secret.js';
import type { KeyRing } from '../storage/keys/key-ring.js';
import { currentSchema, formatSealedFile, openSealedFile, parseSealedFile } from '../storage/sealing/sealed-file.js';
import { formatFailure, parseFailure } from '../storage/tokens/renewal-failure.js';
import type { JsonObject } from '../system/json-object.js';

/** What a token or failure is bound to. */
export interface TokenPlace {
  readonly registry: string;
  readonly generation: number;
}

const tokenFormat = 'ts-reg shared token';
const failureFormat = 'ts-reg shared failure';

/** Clocks that differ by less are the same, in milliseconds: the way to the database takes that long. */
const smallestSkew = 2_000;

/** How far this machine's clock is ahead of the database's, in milliseconds; 0 when they agree. */
export function clockSkew(local: number, database: number): number {
  return Math.abs(local - database) < smallestSkew ? 0 : local - database;
}

/** The bytes of a token that this machine got at `issuedAt` by its own clock; its end is AWS's word and stays. */
export function formatTokenRow(
  token: CachedToken,
  place: TokenPlace,
  { ring, skew }: { readonly ring: KeyRing; readonly skew: number },
): Buffer {
  const { username, expiresAt, fingerprint } = token;
  const issuedAt = token.issuedAt - skew;
  const role = token.usesAmbientRole === true ? { usesAmbientRole: true } : {};
  return formatSealedFile(
    { ...header(tokenFormat, place, ring), username, issuedAt, expiresAt, fingerprint, ...role },
    token.password.reveal(),
    ring.current.key,
  );
}

/**
 * The token in these bytes, in this machine's time; undefined for anything that is not exactly what was kept here.
 * It ends by the earlier of the two clocks: whichever of the two is wrong, an expired token is not handed out.
 */
export function parseTokenRow(
  bytes: Buffer,
  place: TokenPlace,
  { ring, skew }: { readonly ring: KeyRing; readonly skew: number },
): CachedToken | undefined {
  const opened = open(bytes, tokenFormat, { place, ring });
  if (opened === undefined) return undefined;
  const { username, issuedAt, expiresAt, fingerprint } = opened.header;
  if (typeof username !== 'string' || typeof fingerprint !== 'string') return undefined;
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number') return undefined;
  return {
    username,
    password: new Secret(opened.secret),
    issuedAt: issuedAt + skew,
    expiresAt: Math.min(expiresAt, expiresAt + skew),
    fingerprint,
    ...(opened.header['usesAmbientRole'] === true && { usesAmbientRole: true }),
  };
}

/** What a failed renewal said, for the machines that waited for it; sealed, so that it cannot be forged. */
export function formatFailureRow(error: TsRegError, place: TokenPlace, ring: KeyRing): Buffer {
  return formatSealedFile(header(failureFormat, place, ring), formatFailure(error), ring.current.key);
}

/** The failure in these bytes; undefined for anything that is not exactly what was left here. */
export function parseFailureRow(bytes: Buffer, place: TokenPlace, ring: KeyRing): TsRegError | undefined {
  return parseFailure(open(bytes, failureFormat, { place, ring })?.secret ?? '')?.error;
}

function header(format: string, { registry, generation }: TokenPlace, { meta, current }: KeyRing): JsonObject {
  return { format, schema: currentSchema, store: meta.id, key: current.id, registry, generation };
}

function open(
  bytes: Buffer,
  format: string,
  { place, ring }: { readonly place: TokenPlace; readonly ring: KeyRing },
): { readonly header: JsonObject; readonly secret: string } | undefined {
  const file = parseSealedFile(bytes);
  if (file === undefined) return undefined;
  const { format: found, schema, store, key: keyId, registry, generation } = file.header;
  if (found !== format || schema !== currentSchema || store !== ring.meta.id) return undefined;
  if (registry !== place.registry || generation !== place.generation || typeof keyId !== 'string') return undefined;
  const key = ring.find(keyId);
  const secret = key && openSealedFile(file, key.key);
  return secret === undefined ? undefined : { header: file.header, secret };
}
