/**
 * The layout of record and token files (docs/store-format.md): two lines of JSON.
 *
 *     {"format":…,"schema":1,…}    what everybody may read
 *     "base64"                     the secret, sealed and bound to every byte of the line above
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { type JsonObject, parseObject } from '../../system/json-object.js';

export interface SealedFile {
  readonly header: JsonObject;
  /** The first line as it was read, without its end. */
  readonly bound: Uint8Array;
  readonly sealed: string;
}

/** The version of the layout that this program reads and writes. */
export const currentSchema = 1;

const sealedLine = /^"([A-Za-z0-9+/]+={0,2})"\n$/;
const newline = 0x0a;

/** What is sealed: of a token and of most records only the secret. */
export interface SealedSecrets {
  readonly secret: string;
  /** Of the credential that `docker logout` restores (schema 2 of a record). */
  readonly former?: string | undefined;
}

/** The bytes of a file with this header and this secret. */
export function formatSealedFile(header: JsonObject, secret: string | SealedSecrets, key: KeyObject): Buffer {
  const first = Buffer.from(JSON.stringify(header));
  const plain = JSON.stringify(typeof secret === 'string' ? { secret } : secret);
  return Buffer.concat([first, Buffer.from(`\n"${seal(plain, first, key)}"\n`)]);
}

/** The two lines apart, with nothing opened; undefined when it is no such file. */
export function parseSealedFile(bytes: Buffer): SealedFile | undefined {
  const end = bytes.indexOf(newline);
  const sealed = sealedLine.exec(bytes.toString('latin1', end + 1))?.[1];
  if (end < 0 || sealed === undefined) return undefined;
  const header = parseObject(bytes.toString('utf8', 0, end));
  return header === undefined ? undefined : { header, bound: bytes.subarray(0, end), sealed };
}

/** The secret of a file; undefined when the key is another one or a single bit of the file was changed. */
export function openSealedFile(file: SealedFile, key: KeyObject): string | undefined {
  const plain = open(file.sealed, file.bound, key);
  return plain === undefined ? undefined : secretIn(plain);
}

/** The same with everything that was sealed. */
export function openSecrets(file: SealedFile, key: KeyObject): SealedSecrets | undefined {
  const plain = open(file.sealed, file.bound, key);
  const { secret, former } = (plain === undefined ? undefined : parseObject(plain)) ?? {};
  if (typeof secret !== 'string') return undefined;
  return typeof former === 'string' ? { secret, former } : { secret };
}

/** The secret in what was sealed. */
export function secretIn(plain: string): string | undefined {
  const secret = parseObject(plain)?.['secret'];
  return typeof secret === 'string' ? secret : undefined;
}

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
/** Said explicitly: Node accepts tags of 4 bytes otherwise. */
const tag = { authTagLength: 16 };

/** Seals a text; it opens only with the same key and the same `bound` bytes. */
export function seal(text: string, bound: Uint8Array, key: KeyObject): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, tag);
  cipher.setAAD(bound);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** Opens what {@link seal} made; undefined when key, bound bytes or sealed text are not the same, to the last bit. */
export function open(sealed: string, bound: Uint8Array, key: KeyObject): string | undefined {
  const parts = partsOf(sealed);
  if (parts === undefined) return undefined;
  const { nonce, body } = parts;
  const decipher = createDecipheriv(algorithm, key, nonce, tag);
  decipher.setAAD(bound);
  decipher.setAuthTag(body.subarray(-tag.authTagLength));
  try {
    const start = decipher.update(body.subarray(0, -tag.authTagLength));
    return Buffer.concat([start, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Nonce, and ciphertext with its tag behind it; undefined for what no {@link seal} made. */
export function partsOf(sealed: string): { readonly nonce: Buffer; readonly body: Buffer } | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  // Decoders ignore stray bits and foreign characters: one secret, one text.
  if (bytes.toString('base64') !== sealed || bytes.length < nonceLength + tag.authTagLength) return undefined;
  return { nonce: bytes.subarray(0, nonceLength), body: bytes.subarray(nonceLength) };
}
