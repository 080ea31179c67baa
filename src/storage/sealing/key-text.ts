/** A key as the text of a file or variable: base64 of 32 bytes, or the bytes. */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

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
