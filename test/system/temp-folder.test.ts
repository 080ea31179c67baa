/** Files on their way to becoming visible. */
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pidScope, thisProcess } from '../../src/system/process-identity.js';
import { removeQuietly, TempFolder } from '../../src/system/temp-folder.js';
import { deadProcess } from '../storage/other-process.js';
import { tempFolder } from '../storage/store-in-temp.js';

describe('a temp file', () => {
  it('is whole and of mode 0600 whatever the umask', () => {
    const folder = new TempFolder(tempFolder(), thisProcess);
    for (const umask of [0o000, 0o077, 0o777]) {
      const former = process.umask(umask);
      try {
        const path = folder.write(Buffer.from('whole'), { sync: true });
        expect(statSync(path).mode & 0o777).toBe(0o600);
        expect(readFileSync(path, 'utf8')).toBe('whole');
      } finally {
        process.umask(former);
      }
    }
  });

  it('is never named like another one', () => {
    const folder = new TempFolder(tempFolder(), thisProcess);
    const names = Array.from({ length: 50 }, () => folder.write(Buffer.alloc(0), { sync: false }));
    expect(new Set(names).size).toBe(50);
  });
});

describe('sweep', () => {
  it('leaves the files of this process, and those of other containers until they are old', async () => {
    const path = tempFolder();
    const folder = new TempFolder(path, thisProcess);
    const own = folder.write(Buffer.alloc(0), { sync: false });
    const foreign = join(path, '.ts-reg-tmp.00000000.1.1.0123456789abcdef');
    const dead = await deadProcess();
    const left = join(path, `.ts-reg-tmp.${pidScope(dead)}.${dead.pid}.${dead.start}.0123456789abcdef`);
    for (const file of [foreign, left]) writeFileSync(file, '');
    const now = statSync(own).mtimeMs;
    folder.sweep(now);
    expect([own, foreign, left].map((file) => existsSync(file))).toEqual([true, true, false]);
    utimesSync(foreign, new Date(now - 601_000), new Date(now - 601_000));
    folder.sweep(now);
    expect(existsSync(foreign)).toBe(false);
  });

  it('touches nothing that is not named like a temp file', () => {
    const path = tempFolder();
    for (const name of ['.ts-reg-tmp', '.ts-reg-tmp.x.1.1.0', 'key', '.ts-reg-tmp.00000000.1.1.0123456789abcdef.json'])
      writeFileSync(join(path, name), '');
    new TempFolder(path, thisProcess).sweep(Infinity);
    expect(readdirSync(path)).toHaveLength(4);
  });
});

describe('removeQuietly', () => {
  it('says nothing about a file that is not there', () => {
    expect(() => {
      removeQuietly(join(tempFolder(), 'nothing'));
    }).not.toThrow();
  });
});
