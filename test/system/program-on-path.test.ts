/** Programs are found as Go finds them: in the absolute folders of the PATH, when they may be executed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { programOnPath } from '../../src/system/program-on-path.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-path-'));
  for (const name of ['a', 'b', 'c']) mkdirSync(join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const find = (PATH: string | undefined, platform = 'linux'): string | undefined =>
  programOnPath('tool', { environment: PATH === undefined ? {} : { PATH }, platform });

it('is the first that may be executed and is a file', () => {
  mkdirSync(join(folder, 'a', 'tool'));
  writeFileSync(join(folder, 'b', 'tool'), '', { mode: 0o755 });
  writeFileSync(join(folder, 'c', 'tool'), '', { mode: 0o755 });
  expect(find(['a', 'none', 'b', 'c'].map((name) => join(folder, name)).join(':'))).toBe(join(folder, 'b', 'tool'));
  expect(find(join(folder, 'none'))).toBeUndefined();
  expect(find(undefined)).toBeUndefined();
});

it('is none in a relative or empty folder of the PATH, and has its suffix on Windows', () => {
  writeFileSync(join(folder, 'b', 'tool'), '', { mode: 0o755 });
  writeFileSync(join(folder, 'b', 'tool.exe'), '', { mode: 0o755 });
  const before = process.cwd();
  process.chdir(join(folder, 'b'));
  try {
    for (const path of ['.', '', '::', '../b']) expect(find(path)).toBeUndefined();
  } finally {
    process.chdir(before);
  }
  expect(find(join(folder, 'b'), 'win32')).toBe(join(folder, 'b', 'tool.exe'));
});
