/** The key of the token files: disposable like the tokens. */
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { obtainTokenKey } from '../../../src/storage/tokens/token-key.js';
import { thisProcess } from '../../../src/system/process-identity.js';
import { tempFolder } from '../store-in-temp.js';

describe('obtainTokenKey', () => {
  it('makes a key once, in a folder of mode 0700', () => {
    const path = join(tempFolder(), 'run', 'token-key');
    const key = obtainTokenKey(path, thisProcess);
    expect(obtainTokenKey(path, thisProcess).equals(key)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('makes a new one in place of one that others could read, that is damaged, or that is a link', () => {
    const folder = tempFolder();
    const path = join(folder, 'token-key');
    const first = obtainTokenKey(path, thisProcess);
    chmodSync(path, 0o640);
    const second = obtainTokenKey(path, thisProcess);
    expect(second.equals(first)).toBe(false);
    writeFileSync(path, 'short');
    expect(obtainTokenKey(path, thisProcess).equals(second)).toBe(false);
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'untouched');
    const linked = join(folder, 'linked');
    symlinkSync(victim, linked);
    obtainTokenKey(linked, thisProcess);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(lstatSync(linked).isFile()).toBe(true);
  });

  it('says where it cannot be made', () => {
    const path = join(tempFolder(), 'token-key');
    mkdirSync(path);
    expect(() => obtainTokenKey(path, thisProcess)).toThrow(`cannot remove ${path}`);
  });
});
