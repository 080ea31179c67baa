/** The key file: made once, never again. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyFile, NextKeyFile } from '../../../src/storage/keys/key-file.js';
import { thisProcess } from '../../../src/system/process-identity.js';
import { tempFolder } from '../store-in-temp.js';

function keyFile(): { path: string; source: KeyFile } {
  const path = join(tempFolder(), 'config', 'key');
  return { path, source: new KeyFile(path, thisProcess) };
}

describe('a key file', () => {
  it('is made by the first of any number at once, 0600 in a folder of 0700', async () => {
    const { path } = keyFile();
    const keys = await Promise.all(Array.from({ length: 8 }, () => new KeyFile(path, thisProcess).create('id')));
    expect(keys.every(({ key }) => keys[0]?.key.equals(key))).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, '..'))).toEqual(['key']);
  });

  it('holds a line of base64 that TS_REG_KEY takes, and may hold 32 raw bytes', async () => {
    const { path, source } = keyFile();
    const { key } = await source.create('id');
    expect(readFileSync(path, 'utf8')).toBe(`${key.export().toString('base64')}\n`);
    writeFileSync(path, key.export());
    expect((await source.open({ id: 'id' })).equals(key)).toBe(true);
  });

  it('is not made to open a store: its absence is an error that names it and the store', async () => {
    const { path, source } = keyFile();
    await expect(source.open({ id: 'store-7' })).rejects.toThrow(
      `the key ${path} is missing; the secrets of store store-7 cannot be read without it`,
    );
    expect(await source.read()).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['short', 'abc'],
    ['33 bytes', 'x'.repeat(33)],
    ['not canonical', `${'A'.repeat(42)}B=`],
  ])('is refused when it is %s, without repeating it', async (_, content) => {
    const { path, source } = keyFile();
    mkdirSync(join(path, '..'));
    writeFileSync(path, content, { mode: 0o600 });
    for (const attempt of [source.open({ id: 'id' }), source.create('id')]) {
      await expect(attempt).rejects.toThrow(
        `${path} contains no key: expected 32 bytes or their base64, found ${content.length} bytes`,
      );
    }
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('is refused when others can read it', async () => {
    const { path, source } = keyFile();
    await source.create('id');
    chmodSync(path, 0o640);
    await expect(source.open({ id: 'id' })).rejects.toMatchObject({ hint: `chmod 600 ${path}` });
  });
});

const store = { id: 'id', keyId: 'key', kdf: undefined };

describe('a next key', () => {
  it('is made once, leaves the old one alone, and takes its place when it settles', async () => {
    const path = join(tempFolder(), 'key');
    writeFileSync(path, 'old');
    const source = new NextKeyFile(path, thisProcess);
    await expect(source.open(store)).rejects.toThrow(`${path}.next is missing`);
    const { key } = await source.create('id');
    expect((await new NextKeyFile(path, thisProcess).create('id')).key.equals(key)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('old');
    await source.commit();
    await source.commit();
    expect(readFileSync(path, 'utf8').trim()).toBe(key.export().toString('base64'));
    expect(existsSync(`${path}.next`)).toBe(false);
  });

  it('says where it cannot settle', async () => {
    const path = join(tempFolder(), 'key');
    const source = new NextKeyFile(path, thisProcess);
    await source.create('id');
    mkdirSync(path);
    await expect(source.commit()).rejects.toThrow(`cannot write ${path}: it is a directory (EISDIR)`);
  });
});
