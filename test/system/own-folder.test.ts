/** Which folders and settings files are ours; with two users as processes: test/cli/strict-modes.test.ts. */
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireOwnFolder, requireTrustedFile } from '../../src/system/own-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-own-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('takes a folder of ours, one that is not there, and a file for its reader to refuse', () => {
  writeFileSync(join(folder, 'file'), '');
  for (const path of [folder, join(folder, 'none'), join(folder, 'file')])
    expect(() => {
      requireOwnFolder(path);
    }).not.toThrow();
});

it('refuses one that others can write, a link, and one of another user', () => {
  symlinkSync(folder, join(folder, 'link'));
  expect(() => {
    requireOwnFolder(join(folder, 'link/'), { disposable: true });
  }).toThrow(expect.objectContaining({ hint: `rm ${join(folder, 'link')}` }));
  expect(() => {
    requireOwnFolder(folder, { user: 54_322 });
  }).toThrow(/belongs to user \d+, not to user 54322/);
  chmodSync(folder, 0o702);
  expect(() => {
    requireOwnFolder(folder);
  }).toThrow(expect.objectContaining({ hint: `chmod go-w ${folder}` }));
});

it('takes a settings file of ours, and refuses one that others can write', () => {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, '', { mode: 0o644 });
  expect(() => {
    requireTrustedFile(path, statSync(path));
  }).not.toThrow();
  chmodSync(path, 0o646);
  expect(() => {
    requireTrustedFile(path, statSync(path));
  }).toThrow(/is writable by other users \(mode 0646\)/);
});
