/** An external, mounted key. */
import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { EnvironmentKey, ExternalKeyFile } from '../../../src/storage/keys/provided-keys.js';
import { tempFolder } from '../store-in-temp.js';

describe('a provided key file', () => {
  it('is read through links, as raw bytes or base64', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'real'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o400 });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const source = new ExternalKeyFile(join(folder, 'link'));
    expect((await source.open()).export()).toEqual(Buffer.alloc(32, 7));
    expect((await source.create()).key.export()).toEqual(Buffer.alloc(32, 7));
  });

  it.each([0o600, 0o640, 0o644, 0o444])('is used with mode %o, and refused when others can write it', async (mode) => {
    const path = join(tempFolder(), 'key');
    writeFileSync(path, Buffer.alloc(32, 7), { mode: 0o600 });
    chmodSync(path, mode);
    expect((await new ExternalKeyFile(path).open()).export()).toEqual(Buffer.alloc(32, 7));
    chmodSync(path, mode | 0o002);
    await expect(new ExternalKeyFile(path).open()).rejects.toThrow('is accessible to other users');
  });

  it('is never made', async () => {
    const path = join(tempFolder(), 'key');
    await expect(new ExternalKeyFile(path).create()).rejects.toThrow(
      `the key file ${path} does not exist; ts-reg does not create external key files`,
    );
    expect(existsSync(path)).toBe(false);
    // Where a store exists, a new key would be a wrong one.
    await expect(new ExternalKeyFile(path).open()).rejects.toMatchObject({
      hint: expect.not.stringContaining('openssl') as string,
    });
  });

  it('is refused when it holds no key', async () => {
    const path = join(tempFolder(), 'key');
    writeFileSync(path, 'canary', { mode: 0o600 });
    await expect(new ExternalKeyFile(path).open()).rejects.toThrow(
      `${path} contains no key: expected 32 bytes or their base64, found 6 bytes`,
    );
  });
});

describe('TS_REG_KEY', () => {
  it('is the base64 of 32 bytes', async () => {
    const source = new EnvironmentKey(new Secret(Buffer.alloc(32, 7).toString('base64')));
    expect((await source.open()).export()).toEqual(Buffer.alloc(32, 7));
    expect((await source.create()).key.export()).toEqual(Buffer.alloc(32, 7));
  });

  it.each([
    '',
    'canary',
    'x'.repeat(32),
    'x'.repeat(44),
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
  ])('is refused when it is %j', async (text) => {
    await expect(new EnvironmentKey(new Secret(text)).open()).rejects.toMatchObject({
      kind: 'usage',
      message: 'TS_REG_KEY is not the base64 of 32 bytes',
      hint: 'export TS_REG_KEY="$(cat /path/to/key)"',
    });
    await expect(new EnvironmentKey(new Secret(text)).create()).rejects.toMatchObject({
      hint: 'export TS_REG_KEY="$(openssl rand -base64 32)"',
    });
  });
});
