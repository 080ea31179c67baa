/** A store that is sealed with a passphrase. */
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../../src/errors.js';
import { Secret } from '../../../src/secret.js';
import { snapshot, someRecord, tempStore } from '../store-in-temp.js';

const passphrase = (text: string): { key: { kind: 'passphrase'; passphrase: Secret } } => ({
  key: { kind: 'passphrase', passphrase: new Secret(text) },
});

describe('a passphrase', () => {
  it('opens what it sealed, in another process, however it was typed; another one does not', async () => {
    const store = tempStore(passphrase('Zw\u00f6lf'));
    await store.records.insert(someRecord('a.example'));
    expect((await store.reopen(passphrase('Zwo\u0308lf')).records.find('a.example'))?.secret.reveal()).toBe(
      'canary-secret',
    );
    const before = snapshot(store.home);
    await expect(store.reopen(passphrase('Zwolf')).records.find('a.example')).rejects.toThrow(
      /^the passphrase does not match store [0-9a-f]{32}/,
    );
    expect(snapshot(store.home)).toEqual(before);
  });

  it('is asked for once, and only when a secret is needed', async () => {
    const asked: string[] = [];
    const askPassphrase = (purpose: string): Promise<Secret> => {
      asked.push(purpose);
      return Promise.resolve(new Secret('typed'));
    };
    const settings = { key: { kind: 'passphrase', passphrase: undefined } as const, askPassphrase };
    const store = tempStore(settings);
    await store.records.list();
    await store.records.find('a.example');
    expect(asked).toEqual([]);
    await store.records.insert(someRecord('a.example'));
    await store.records.insert(someRecord('b.example'));
    expect(asked).toEqual(['create']);
    const other = store.reopen();
    await other.records.list();
    expect(asked).toEqual(['create']);
    await other.records.find('a.example');
    await other.records.find('b.example');
    expect(asked).toEqual(['create', 'open']);
  });

  it('that is missing without a terminal, or empty, is a usage error that names the variable', async () => {
    const store = tempStore({ key: { kind: 'passphrase', passphrase: undefined } });
    await expect(store.records.insert(someRecord('a.example'))).rejects.toMatchObject({
      kind: 'usage',
      hint: 'export TS_REG_PASSPHRASE=…',
    });
    await expect(store.reopen(passphrase('')).records.insert(someRecord('a.example'))).rejects.toMatchObject({
      kind: 'usage',
      message: 'the passphrase of the store is empty',
    });
    const interrupted = new TsRegError('usage', 'interrupted');
    await expect(
      store.reopen({ askPassphrase: () => Promise.reject(interrupted) }).records.insert(someRecord('a.example')),
    ).rejects.toBe(interrupted);
  });

  it('cannot open a store that is sealed with a key file, nor the other way round, and both say so', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await expect(store.reopen(passphrase('x')).records.find('a.example')).rejects.toThrow(
      /is not sealed with a passphrase; nothing was changed/,
    );
    const sealed = tempStore(passphrase('x'));
    await sealed.records.insert(someRecord('a.example'));
    const key = { kind: 'environment', key: new Secret(Buffer.alloc(32).toString('base64')) } as const;
    await expect(sealed.reopen({ key }).records.find('a.example')).rejects.toMatchObject({
      hint: 'set key: passphrase in config.yaml, or TS_REG_PASSPHRASE',
    });
  });
});
