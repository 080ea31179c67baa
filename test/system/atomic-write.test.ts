/** Whole or not at all. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFile, removeFile, replaceFile, type WriteOptions } from '../../src/system/atomic-write.js';
import { thisProcess } from '../../src/system/process-identity.js';
import { TempFolder } from '../../src/system/temp-folder.js';
import { tempFolder } from '../storage/store-in-temp.js';

function options(folder: string, more: Partial<WriteOptions> = {}): WriteOptions {
  return { temp: new TempFolder(folder, thisProcess), sync: true, ...more };
}

describe('replaceFile', () => {
  it('takes the place of an old file, with mode 0600 whatever that one had', () => {
    const folder = tempFolder();
    const target = join(folder, 'file');
    writeFileSync(target, 'old');
    chmodSync(target, 0o644);
    replaceFile(target, Buffer.from('new'), options(folder));
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('leaves the old file and no other when it is stopped before the commit', () => {
    const folder = tempFolder();
    const target = join(folder, 'file');
    writeFileSync(target, 'old');
    const stop = (): void => {
      throw new Error('stop');
    };
    expect(() => {
      replaceFile(target, Buffer.from('new'), options(folder, { beforeCommit: stop }));
    }).toThrow();
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('takes the place of a planted link without following it', () => {
    const folder = tempFolder();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'untouched');
    symlinkSync(victim, join(folder, 'file'));
    replaceFile(join(folder, 'file'), Buffer.from('new'), options(folder));
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(lstatSync(join(folder, 'file')).isFile()).toBe(true);
  });

  it('names the file that it could not write, and why', () => {
    const folder = tempFolder();
    const target = join(folder, 'missing', 'file');
    expect(() => {
      replaceFile(target, Buffer.from('new'), options(folder));
    }).toThrow(`cannot write ${target}: it does not exist (ENOENT)`);
    mkdirSync(join(folder, 'taken'));
    expect(() => {
      replaceFile(join(folder, 'taken'), Buffer.from('new'), options(folder));
    }).toThrow(/taken: .*EISDIR/);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('createFile', () => {
  it('answers false and changes nothing when the name is taken', () => {
    const folder = tempFolder();
    const target = join(folder, 'file');
    expect(createFile(target, Buffer.from('first'), options(folder))).toBe(true);
    expect(createFile(target, Buffer.from('second'), options(folder))).toBe(false);
    expect(readFileSync(target, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('does not follow a link that lies at the name', () => {
    const folder = tempFolder();
    symlinkSync(join(folder, 'victim'), join(folder, 'file'));
    expect(createFile(join(folder, 'file'), Buffer.from('new'), options(folder))).toBe(false);
    expect(existsSync(join(folder, 'victim'))).toBe(false);
  });
});

describe('removeFile', () => {
  it('says whether there was a file', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(removeFile(join(folder, 'file'), { sync: true })).toBe(true);
    expect(removeFile(join(folder, 'file'), { sync: true })).toBe(false);
  });

  it('names the path when even looking at it fails', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'below');
    expect(() => removeFile(below, { sync: false })).toThrow(
      `cannot remove ${below}: a part of the path is not a directory (ENOTDIR)`,
    );
  });
});
