import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileState, isSettled } from '../../src/system/file-state.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-state-'));
  file = join(folder, 'config.yaml');
  writeFileSync(file, 'a: True\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file system counts time in steps of some milliseconds. */
const step = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the state of a file', () => {
  it('stays while nothing is changed, and is empty without a file', () => {
    expect(fileState(file)).toEqual(fileState(file));
    expect(fileState(join(folder, 'missing'))).toEqual({ text: '', changedAt: 0 });
  });

  it.each<readonly [string, () => void]>([
    [
      'an edit in place',
      () => {
        writeFileSync(file, 'a: False\n');
      },
    ],
    [
      'an edit of the same length',
      () => {
        writeFileSync(file, 'a: Yeah\n');
      },
    ],
    [
      'another file in its place, as editors leave it',
      () => {
        writeFileSync(`${file}~`, 'a: True\n');
        renameSync(`${file}~`, file);
      },
    ],
    [
      'a link in its place',
      () => {
        writeFileSync(join(folder, 'other'), 'a: True\n');
        rmSync(file);
        symlinkSync('other', file);
      },
    ],
    [
      'its removal',
      () => {
        rmSync(file);
      },
    ],
    [
      'an edit whose time was set back',
      () => {
        writeFileSync(file, 'a: Yeah\n');
        utimesSync(file, 1, 1);
      },
    ],
  ])('is another one after %s', async (_what, change) => {
    utimesSync(file, 1, 1);
    const before = fileState(file).text;
    await step();
    change();
    expect(fileState(file).text).not.toBe(before);
  });

  it('throws for what cannot be looked at', () => {
    mkdirSync(join(folder, 'loop'));
    symlinkSync('a', join(folder, 'loop', 'a'));
    expect(() => fileState(join(folder, 'loop', 'a'))).toThrow('ELOOP');
  });
});

it('is settled when the last change is longer ago than a step of any file system, never when it lies ahead', () => {
  const { changedAt } = fileState(file);
  expect([0, 1_999, 2_001, -60_000].map((passed) => isSettled({ text: '', changedAt }, changedAt + passed))).toEqual([
    false,
    false,
    true,
    false,
  ]);
});
