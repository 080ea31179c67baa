/** Sealing every record anew while others write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { lockFolderOf, recordFileOf, registryHash } from '../../src/storage/layout/store-paths.js';
import { formatLock } from '../../src/storage/locks/lock-file.js';
import { livingProcess } from './other-process.js';
import { someRecord, tempStore } from './store-in-temp.js';

const to = { kind: 'environment', key: new Secret(Buffer.alloc(32, 7).toString('base64')) } as const;

describe('a move to another key', () => {
  it('waits for whoever may still write with the old key, and then says who', async () => {
    const store = tempStore({ waitMs: 60 });
    await store.records.insert(someRecord('a.example'));
    const { identity } = await livingProcess();
    const path = join(lockFolderOf(store.paths.dataFolder), `${registryHash('new.example')}.lock`);
    writeFileSync(path, formatLock(identity, '0123456789abcdef'), { mode: 0o600 });
    await expect(store.rekey(to)).rejects.toThrow(`${path}: process ${identity.pid} holds this lock`);
    expect((await store.reopen().records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
    expect((await store.reopen({ key: to }).records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
  });

  it('does not end while a record does not open, and touches no such record', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await store.records.insert(someRecord('b.example'));
    const path = recordFileOf(store.paths.dataFolder, 'b.example');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"user":"alice"', '"user":"mallo"'));
    const spoiled = readFileSync(path);
    await expect(store.rekey(to)).rejects.toThrow(`${path} does not open`);
    expect(readFileSync(path)).toEqual(spoiled);
    writeFileSync(path, '');
    await expect(store.reopen().rekey(to)).rejects.toThrow(`${path} is damaged`);
    await store.reopen().records.delete('b.example');
    await store.reopen().rekey(to);
    expect((await store.reopen({ key: to }).records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
  });

  it('loses no record that is added, changed or deleted meanwhile', async () => {
    const store = tempStore();
    for (let index = 0; index < 20; index += 1) await store.records.insert(someRecord(`r${index}.example`));
    const writer = store.reopen();
    const writing = (async () => {
      for (let index = 0; index < 20; index += 1) {
        await writer.records.insert(someRecord(`new${index}.example`));
        await writer.records.change(
          `r${index}.example`,
          (current) => current && { ...current, user: `changed ${index}` },
        );
        if (index % 4 === 0) await writer.records.delete(`r${19 - index}.example`);
      }
    })();
    await Promise.all([store.rekey(to, () => writing), writing]);
    const after = store.reopen({ key: to });
    const { records } = await after.records.list();
    expect(records).toHaveLength(35);
    for (const { registry } of records)
      expect((await after.records.find(registry))?.secret.reveal()).toBe('canary-secret');
  });
});
