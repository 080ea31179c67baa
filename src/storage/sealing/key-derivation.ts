/** A key from a passphrase: scrypt (RFC 7914), its parameters kept in meta.json and capped when they are read. */
import { createSecretKey, type KeyObject, randomBytes, scrypt } from 'node:crypto';
import type { Secret } from '../../secret.js';

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
