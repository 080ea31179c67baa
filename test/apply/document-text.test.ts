/** The bytes of a document. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeDocument, largestDocument, readDocumentFile } from '../../src/apply/document-text.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-document-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('are text, without a byte order mark, from a folder', () => {
  const path = join(folder, 'r.yaml');
  writeFileSync(path, '\ufeffregistries: []\n');
  expect(readDocumentFile(path)).toEqual({ text: 'registries: []\n', source: { title: path, folder } });
});

it('that cannot be read are named with the reason', () => {
  expect(() => readDocumentFile(join(folder, 'nope'))).toThrow(
    `cannot read ${join(folder, 'nope')}: it does not exist (ENOENT)`,
  );
  expect(() => readDocumentFile(folder)).toThrow('it is a directory');
  writeFileSync(join(folder, 'large'), ' '.repeat(largestDocument + 1));
  expect(() => readDocumentFile(join(folder, 'large'))).toThrow('it is larger than 256 KiB');
});

it.each([
  [Buffer.from([0xff]), 'd, line 1, column 1: is not UTF-8 text'],
  [
    Buffer.concat([Buffer.from('a\nb\u00e4'), Buffer.from([0xe4]), Buffer.from('x\n')]),
    'd, line 2, column 3: is not UTF-8 text',
  ],
  [Buffer.concat([Buffer.from('a: \ufffd\nb'), Buffer.from([0xc3])]), 'd, line 2, column 2: is not UTF-8 text'],
])('that are not UTF-8 are refused where they begin (%#)', (bytes, message) => {
  expect(() => decodeDocument(bytes, 'd')).toThrow(message);
});
