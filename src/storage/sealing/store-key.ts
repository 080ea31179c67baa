/** The keys that a store derives: from its key (HKDF-SHA256, RFC 5869), or its key from a passphrase (scrypt). */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes, scrypt } from 'node:crypto';
import type { Secret } from '../../secret.js';

/** A key with the public name by which records and meta.json refer to it. */
export interface RecordKey {
  /** 16 hex characters; says nothing about the key. */
  readonly id: string;
  /** Seals the secrets of records. */
  readonly key: KeyObject;
}

const keyLength = 32;

/** The key that seals the records of one store: another one in every store, even where the key is shared. */
export function deriveRecordKey(key: KeyObject, storeId: string): RecordKey {
  return {
    id: derive(key, storeId, { purpose: 'ts-reg key id', length: 8 }).toString('hex'),
    key: createSecretKey(derive(key, storeId, { purpose: 'ts-reg record', length: keyLength })),
  };
}

function derive(key: KeyObject, salt: string, use: { readonly purpose: string; readonly length: number }): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, use.purpose, use.length));
}

export interface KdfParameters {
  readonly name: 'scrypt';
  /** Cost, a power of two: 2^17 takes a third of a second and 128 MiB. */
  readonly n: number;
  /** Canonical base64 of 16 bytes. */
  readonly salt: string;
}

const cost = 2 ** 17;
/** A file must not be able to make us use more than 1 GiB (age caps its work factor for the same reason). */
const leastCost = 2 ** 14;
const mostCost = 2 ** 20;
const blockSize = 8;

/** Parameters for a new passphrase. */
export function makeKdf(): KdfParameters {
  return { name: 'scrypt', n: cost, salt: randomBytes(16).toString('base64') };
}

/** Parameters from meta.json; undefined when they are not such, or beyond the cap. */
export function parseKdf(value: unknown): KdfParameters | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, n, salt } = value as Readonly<Record<string, unknown>>;
  if (name !== 'scrypt' || typeof n !== 'number' || typeof salt !== 'string') return undefined;
  if (!Number.isInteger(Math.log2(n)) || n < leastCost || n > mostCost) return undefined;
  const bytes = Buffer.from(salt, 'base64');
  return bytes.length === 16 && bytes.toString('base64') === salt ? { name, n, salt } : undefined;
}

/** The key of a passphrase: Unicode NFKC first, so that two keyboards type the same one. r = 8, p = 1, 32 bytes. */
export function deriveFromPassphrase(passphrase: Secret, kdf: KdfParameters): Promise<KeyObject> {
  const options = { N: kdf.n, r: blockSize, p: 1, maxmem: 256 * kdf.n * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal().normalize('NFKC'), Buffer.from(kdf.salt, 'base64'), 32, options, (error, key) => {
      // Of no error Node says null, and bun undefined.
      if (error instanceof Error) reject(error);
      else resolve(createSecretKey(key));
    });
  });
}
