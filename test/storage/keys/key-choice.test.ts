/** The source that a setting names. */
import { describe, expect, it } from 'vitest';
import type { KeySetting } from '../../../src/registry/store-setting.js';
import { Secret } from '../../../src/secret.js';
import { keySourceOf, newKeySource } from '../../../src/storage/keys/key-choice.js';
import { NextKeyFile } from '../../../src/storage/keys/key-file.js';
import { thisProcess } from '../../../src/system/process-identity.js';

const context = {
  self: thisProcess,
  askPassphrase: undefined,
  keyring: { package: { from: '/nonexistent/x.js' }, timeoutMs: 1 },
};

describe('keySourceOf', () => {
  it.each<[KeySetting, string]>([
    [{ kind: 'file', path: '/config/key' }, '/config/key'],
    [{ kind: 'external-file', path: '/run/secrets/key' }, '/run/secrets/key'],
    [{ kind: 'environment', key: new Secret('canary') }, 'TS_REG_KEY'],
    [{ kind: 'keyring' }, 'the key in the keyring'],
    [{ kind: 'passphrase', passphrase: new Secret('canary') }, 'the passphrase'],
  ])('names the source of %j without its secret', (setting, name) => {
    expect(keySourceOf(setting, context).name).toBe(name);
  });
});

describe('newKeySource', () => {
  it('puts a new key beside the old one only where the path stays the same', () => {
    const file = (path: string): KeySetting => ({ kind: 'file', path });
    expect(newKeySource(file('/a'), file('/a'), context)).toBeInstanceOf(NextKeyFile);
    expect(newKeySource(file('/a'), file('/b'), context)).not.toBeInstanceOf(NextKeyFile);
    expect(newKeySource({ kind: 'keyring' }, file('/a'), context)).not.toBeInstanceOf(NextKeyFile);
  });
});
