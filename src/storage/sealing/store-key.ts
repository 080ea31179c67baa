/** Keys: 32 bytes, as a file or variable holds them, and what a store derives from them (HKDF-SHA256, RFC 5869). */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

/** A key with the public name by which records and meta.json refer to it. */
export interface RecordKey {
  /** 16 hex characters; says nothing about the key. */
  readonly id: string;
  /** Seals the secrets of records. */
  readonly key: KeyObject;
}

const keyLength = 32;
const base64Key = /^([A-Za-z0-9+/]{43}=)\r?\n?$/;

/** A new random key. */
export function makeKey(): KeyObject {
  return createSecretKey(randomBytes(keyLength));
}

/** A key as a line of base64, the form in which it is written to files and handed over in variables. */
export function formatKey(key: KeyObject): string {
  return `${key.export().toString('base64')}\n`;
}

/** A key from 32 raw bytes or their canonical base64 with or without a line end; undefined for anything else. */
export function parseKey(bytes: Buffer): KeyObject | undefined {
  const key = parseKeyBytes(bytes);
  return key === undefined ? undefined : createSecretKey(key);
}

/** The same as 32 bytes. */
export function parseKeyBytes(bytes: Buffer): Buffer | undefined {
  if (bytes.length === keyLength) return bytes;
  const text = base64Key.exec(bytes.toString('latin1'))?.[1];
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.toString('base64') === text ? key : undefined;
}

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
