/**
 * Sealing of one secret: AES-256-GCM (NIST SP 800-38D), 96-bit random nonce, 128-bit tag, bound to clear bytes.
 * Text form: canonical base64 (RFC 4648 §3.5) of nonce, ciphertext and tag, in this order.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

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
