/** Writes the choice of key into config.yaml, with every other line and comment as it was. */
import { realpathSync } from 'node:fs';
import { isMap, parseDocument } from 'yaml';
import { TsRegError } from '../errors.js';
import { errnoOf } from '../system/file-error.js';
import { hint } from '../system/hint.js';
import { readBoundedFile } from '../system/read-file.js';
import { replaceUserFile } from '../system/user-file.js';

/** As in text-file.ts; bytes. */
const largestFile = 262_144;

/** `file`: the key file that ts-reg makes, which needs no line at all. */
export type KeyChoice =
  { readonly kind: 'file' | 'keyring' | 'passphrase' } | { readonly kind: 'external-file'; readonly path: string };

/**
 * Sets `key` or `key_file`; the file is replaced whole (a link is followed), so that a reader sees the old or the new
 * one.
 * @throws {TsRegError} `io` when it cannot be read or written; it is then as before.
 */
export function writeKeyChoice(configFile: string, choice: KeyChoice): void {
  try {
    const target = targetOf(configFile);
    const text = withKeyChoice(target.text, choice);
    if (text !== target.text) replaceUserFile(target.path, text);
  } catch (error) {
    const code = errnoOf(error) ?? 'invalid YAML';
    throw new TsRegError('io', `cannot write the key setting to ${configFile} (${code})`, {
      hint: hint`ls -l ${configFile}`,
    });
  }
}

/** The text of config.yaml with this choice; `file` needs no line at all. */
export function withKeyChoice(text: string, choice: KeyChoice): string {
  // As texts, and unfolded: what is written as 0123 or on a long line stays so.
  const document = parseDocument(text, { schema: 'failsafe' });
  for (const key of ['key', 'key_file']) {
    if (document.contents !== null && document.has(key)) document.delete(key);
  }
  if (choice.kind === 'external-file') document.set('key_file', choice.path);
  else if (choice.kind !== 'file') document.set('key', choice.kind);
  const hasSettings = isMap(document.contents) && document.contents.items.length > 0;
  if (hasSettings) return document.toString({ lineWidth: 0 });
  const comments = text.split('\n').filter((line) => line.startsWith('#'));
  return comments.map((line) => `${line}\n`).join('');
}

function targetOf(configFile: string): { readonly path: string; readonly text: string } {
  try {
    const path = realpathSync(configFile);
    return { path, text: readBoundedFile(path, { largest: largestFile }).bytes.toString('utf8') };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { path: configFile, text: '' };
    throw error;
  }
}
