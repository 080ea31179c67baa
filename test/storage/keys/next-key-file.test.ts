/** A new key that waits beside the old one. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NextKeyFile } from '../../../src/storage/keys/next-key-file.js';
import { thisProcess } from '../../../src/system/process-identity.js';
import { tempFolder } from '../store-in-temp.js';

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
    await expect(source.commit()).rejects.toThrow(`cannot write ${path}: it is a folder (EISDIR)`);
  });
});
