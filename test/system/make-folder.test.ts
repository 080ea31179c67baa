/** Folders of ours, made step by step. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder, makeWithParents } from '../../src/system/make-folder.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-folder-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('makes a folder and those above it, closed to others', () => {
  makeFolder(join(folder, 'a', 'b'));
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
});

it('leaves an existing folder as it is', () => {
  mkdirSync(join(folder, 'open'), { mode: 0o755 });
  expect(makeWithParents(join(folder, 'open'))).toBe(false);
  makeFolder(join(folder, 'open'));
  expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o755);
});

it('names the folder that cannot be made below a file', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => {
    makeFolder(join(folder, 'file', 'below'));
  }).toThrow(join(folder, 'file', 'below'));
});
