/** Files of people, replaced whole. */
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeLeftovers, replaceUserFile } from '../../src/system/user-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-user-file-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('keeps the mode of a file that was there', () => {
  const file = join(folder, 'config.json');
  writeFileSync(file, 'old');
  chmodSync(file, 0o644);
  expect(replaceUserFile(file, 'new')).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o644);
});

it('makes a new file with 0600 in a folder of 0700', () => {
  const file = join(folder, '.docker', 'config.json');
  replaceUserFile(file, '{}');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, '.docker')).mode & 0o777).toBe(0o700);
});

it('gives a new file the mode that it is told, and an old one its own', () => {
  const file = join(folder, 'status.prom');
  replaceUserFile(file, 'a', { newMode: 0o644 });
  expect(statSync(file).mode & 0o777).toBe(0o644);
  chmodSync(file, 0o640);
  replaceUserFile(file, 'b', { newMode: 0o644 });
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

it('removes what killed processes left beside a file, and nothing that may still be in use', () => {
  const file = join(folder, 'config.json');
  const [old, young] = [`${file}.0123456789abcdef.tmp`, `${file}.fedcba9876543210.tmp`];
  const others = [`${file}.tmp`, `${file}.0123.tmp`, join(folder, 'other.json.0123456789abcdef.tmp')];
  for (const path of [old, young, ...others]) writeFileSync(path, 'x');
  const longAgo = new Date(Date.now() - 120_000);
  for (const path of [old, ...others]) utimesSync(path, longAgo, longAgo);
  replaceUserFile(file, 'new');
  removeLeftovers(file);
  expect(readdirSync(folder).sort()).toEqual([file, young, ...others].map((path) => basename(path)).sort());
  removeLeftovers(join(folder, 'not-there'));
});

it('leaves the file as it was, and nothing beside it, when it may not be replaced', () => {
  const file = join(folder, 'config.json');
  writeFileSync(file, 'old');
  expect(replaceUserFile(file, 'new', { mayReplace: () => false })).toBe(false);
  expect(() =>
    replaceUserFile(file, 'new', {
      mayReplace: () => {
        throw new Error('stopped');
      },
    }),
  ).toThrow('stopped');
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['config.json']);
});
