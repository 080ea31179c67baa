/**
 * One token read with WebCrypto, which the runtime of the executable (bun) has built in, while it takes 2.5 ms to
 * load node:crypto: half of what the credential helper needs there. The rules are those of token-file.ts.
 */
import type { StorePaths } from '../../registry/store-setting.js';
import { Secret } from '../../secret.js';
import { readPrivateFile } from '../../system/private-file.js';
import { hashLength, tokenPathOf } from '../layout/store-paths.js';
import { parseSealedFile, partsOf, type SealedFile, secretIn } from '../sealing/sealed-file.js';
import { parseKeyBytes } from '../sealing/key-text.js';
import { clearPartOf, type KeptToken, requireOwnTokenFolders } from './token-file.js';

/** The kept token of a registry, of any freshness; undefined when there is none that can be read and trusted. */
export async function readTokenFileByWebCrypto(
  paths: Pick<StorePaths, 'dataFolder' | 'tokenKeyFile'>,
  registry: string,
): Promise<KeptToken | undefined> {
  try {
    requireOwnTokenFolders(paths);
    const file = readPrivateFile(tokenPathOf(paths.dataFolder, await hashOf(registry)));
    const key = file && readPrivateFile(paths.tokenKeyFile);
    return key && (await parse(file.bytes, registry, key.bytes));
  } catch {
    return undefined;
  }
}

async function parse(bytes: Buffer, registry: string, keyFile: Buffer): Promise<KeptToken | undefined> {
  const file = parseSealedFile(bytes);
  if (file === undefined) return undefined;
  const clear = clearPartOf(file.header, registry);
  const key = parseKeyBytes(keyFile);
  if (clear === undefined || key === undefined) return undefined;
  const password = await openSealed(file, key);
  return password === undefined ? undefined : { ...clear, password: new Secret(password) };
}

/** @throws {DOMException} when the key is another one or a single bit of the file was changed. */
async function openSealed({ sealed, bound }: SealedFile, keyBytes: Buffer): Promise<string | undefined> {
  const parts = partsOf(sealed);
  if (parts === undefined) return undefined;
  const key = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['decrypt']);
  const plain = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: parts.nonce, additionalData: bound, tagLength: 128 },
    key,
    parts.body,
  );
  return secretIn(Buffer.from(plain).toString('utf8'));
}

async function hashOf(registry: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Buffer.from(registry));
  return Buffer.from(hash).toString('hex').slice(0, hashLength);
}
