/** Whose a folder is, and who may write it. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireOwnFolder, requireTrustedFile } from '../../src/system/own-folder.js';

let top: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'ts-reg-own-'));
});

afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const folder = (name: string, mode: number): string => {
  mkdirSync(join(top, name));
  chmodSync(join(top, name), mode);
  return join(top, name);
};

it('takes a folder of ours, and one that is not there', () => {
  requireOwnFolder(folder('ours', 0o755));
  requireOwnFolder(join(top, 'none'));
});

it('refuses a folder that everybody can write, with and without a slash at its end', () => {
  const open = folder('open', 0o777);
  for (const path of [open, `${open}/`])
    expect(() => {
      requireOwnFolder(path);
    }).toThrow('can be written by other users (mode 0777)');
});

it('refuses a link in the place of a folder', () => {
  symlinkSync(folder('target', 0o700), join(top, 'link'));
  expect(() => {
    requireOwnFolder(join(top, 'link'));
  }).toThrow('is a symbolic link');
});

it("refuses another user's folder", () => {
  const path = folder('ours', 0o700);
  expect(() => {
    requireOwnFolder(path, { user: lstatSync(path).uid + 1 });
  }).toThrow('belongs to user');
});

it('refuses a settings file that everybody can write', () => {
  const file = join(top, 'config.yaml');
  writeFileSync(file, '');
  requireTrustedFile(file, lstatSync(file));
  chmodSync(file, 0o666);
  expect(() => {
    requireTrustedFile(file, lstatSync(file));
  }).toThrow('can be written by other users (mode 0666)');
});
