/** The folders of a store. */
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeStoreFolders } from '../../../src/storage/layout/store-folder.js';
import { lockFolderOf, recordFolderOf, tokenFolderOf } from '../../../src/storage/layout/store-paths.js';
import { makeFolder } from '../../../src/system/make-folder.js';
import { tempFolder } from '../store-in-temp.js';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('makeStoreFolders', () => {
  it.each([0o000, 0o022, 0o077])('makes every folder 0700 with umask %o', (umask) => {
    const data = join(tempFolder(), 'above', 'data');
    const former = process.umask(umask);
    try {
      makeStoreFolders(data);
    } finally {
      process.umask(former);
    }
    for (const folder of [data, recordFolderOf(data), tokenFolderOf(data), lockFolderOf(data)])
      expect(modeOf(folder)).toBe(0o700);
  });

  it("closes folders of ours that stood open, but not the data folder, which may be anybody's", () => {
    const data = tempFolder();
    makeStoreFolders(data);
    for (const folder of [data, recordFolderOf(data), tokenFolderOf(data)]) chmodSync(folder, 0o755);
    makeStoreFolders(data);
    expect([data, recordFolderOf(data), tokenFolderOf(data)].map(modeOf)).toEqual([0o755, 0o700, 0o700]);
  });

  it('names the folder that cannot be made or used', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => {
      makeStoreFolders(join(folder, 'file', 'data'));
    }).toThrow(
      `cannot make the folder ${join(folder, 'file', 'data')}: a part of the path is not a directory (ENOTDIR)`,
    );
    mkdirSync(join(folder, 'data'));
    writeFileSync(recordFolderOf(join(folder, 'data')), '');
    expect(() => {
      makeStoreFolders(join(folder, 'data'));
    }).toThrow(`cannot make the folder ${recordFolderOf(join(folder, 'data'))}`);
  });
});

describe('makeFolder', () => {
  it('ends where the folder above exists and yet nothing can be made in it', () => {
    expect(() => {
      makeFolder('/proc/ts-reg/data');
    }).toThrow(/^cannot make the folder \/proc\/ts-reg\/data: .*\(ENOENT\)$/);
  });

  it('leaves a folder alone that exists', () => {
    const folder = tempFolder();
    chmodSync(folder, 0o750);
    makeFolder(folder);
    expect(modeOf(folder)).toBe(0o750);
  });
});
