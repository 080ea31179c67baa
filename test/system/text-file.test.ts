import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTextFile } from '../../src/system/text-file.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-text-'));
  path = join(folder, 'config.yaml');
});
afterEach(() => rm(folder, { recursive: true }));

it('answers undefined when there is no such file', () => {
  expect(readTextFile(path)).toBeUndefined();
});

it('reads the text and the permission bits', async () => {
  await writeFile(path, 'timeout: 15\n');
  await chmod(path, 0o640);
  expect(readTextFile(path)).toEqual({ text: 'timeout: 15\n', mode: 0o640 });
});

it('follows a symbolic link, as people who keep their settings elsewhere expect', async () => {
  await writeFile(join(folder, 'real'), 'timeout: 15\n');
  await symlink('real', path);
  expect(readTextFile(path)?.text).toBe('timeout: 15\n');
});

it('takes a byte order mark off', async () => {
  await writeFile(path, '\ufefftimeout: 15\n');
  expect(readTextFile(path)?.text).toBe('timeout: 15\n');
});

it('reads 256 KiB and no byte more', async () => {
  await writeFile(path, '#'.repeat(262_144));
  expect(readTextFile(path)?.text).toHaveLength(262_144);
  await writeFile(path, '#'.repeat(262_145));
  expect(() => readTextFile(path)).toThrow(
    expect.objectContaining({ kind: 'io', message: `cannot read ${path}: it is larger than 256 KiB` }),
  );
});

it.each([
  ['a folder', 'it is a directory', () => mkdir(path)],
  ['a circle of links', 'too many levels of symbolic links', () => symlink('config.yaml', path)],
  ['a named pipe, without waiting for its writer', 'it is not a regular file', () => execFileSync('mkfifo', [path])],
  ['a device', 'it is not a regular file', () => symlink('/dev/zero', path)],
  ['UTF-16', 'it is not UTF-8 text', () => writeFile(path, Buffer.from('\ufefftimeout: 15', 'utf16le'))],
  ['Latin-1', 'it is not UTF-8 text', () => writeFile(path, Buffer.from('# Schlüssel', 'latin1'))],
  ['a NUL', 'it is not a text file (it has control characters)', () => writeFile(path, 'store: a\0b')],
  [
    'an escape sequence',
    'it is not a text file (it has control characters)',
    () => writeFile(path, '\u001b[2Jstore: file'),
  ],
])('refuses %s and names the path', async (_case, reason, plant) => {
  await plant();
  expect(() => readTextFile(path)).toThrow(
    expect.objectContaining({
      kind: 'io',
      exitCode: 2,
      message: `cannot read ${path}: ${reason}`,
      hint: `ls -ld ${path}`,
    }),
  );
});

it('says that a part of the path is not a directory', async () => {
  await writeFile(path, '');
  expect(() => readTextFile(join(path, 'config.yaml'))).toThrow(
    expect.objectContaining({
      kind: 'io',
      message: `cannot read ${path}/config.yaml: a part of its path is not a directory`,
    }),
  );
});

it('gives the code of an error that has no words of ours', () => {
  const long = join(folder, 'x'.repeat(300));
  expect(() => readTextFile(long)).toThrow(
    expect.objectContaining({ kind: 'io', message: `cannot read ${long}: ENAMETOOLONG` }),
  );
});
