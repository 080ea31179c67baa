/** Writing alone, and clean after killed processes. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolderOf, registryHash } from '../../../src/storage/layout/store-paths.js';
import { formatLock } from '../../../src/storage/locks/lock-file.js';
import { pidScope } from '../../../src/system/process-identity.js';
import { deadProcess, livingProcess } from '../other-process.js';
import { someRecord, tempStore } from '../store-in-temp.js';

describe('a writer', () => {
  it('removes what killed processes left: locks, halves of records, halves of keys', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    const dead = await deadProcess();
    const name = `.ts-reg-tmp.${pidScope(dead)}.${dead.pid}.${dead.start}.0123456789abcdef`;
    mkdirSync(dirname(store.paths.tokenKeyFile), { recursive: true });
    const left = [
      join(lockFolderOf(store.paths.dataFolder), name),
      join(dirname(store.paths.keyFile), name),
      join(dirname(store.paths.tokenKeyFile), name),
    ];
    for (const path of left) writeFileSync(path, 'half');
    writeFileSync(
      join(lockFolderOf(store.paths.dataFolder), `${registryHash('gone.example')}.lock`),
      formatLock(dead, '0123456789abcdef'),
      { mode: 0o600 },
    );
    await store.reopen().records.insert(someRecord('b.example'));
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    expect(readdirSync(lockFolderOf(store.paths.dataFolder))).toEqual([]);
  });

  it('gives the lock back when the work fails', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await expect(
      store.records.change('a.example', () => {
        throw new RangeError('bug');
      }),
    ).rejects.toThrow(RangeError);
    expect(readdirSync(lockFolderOf(store.paths.dataFolder))).toEqual([]);
  });

  it('waits for its turn, then names who does not give it', async () => {
    const store = tempStore({ waitMs: 60 });
    await store.records.insert(someRecord('a.example'));
    const { identity } = await livingProcess();
    const path = join(lockFolderOf(store.paths.dataFolder), `${registryHash('a.example')}.lock`);
    writeFileSync(path, formatLock(identity, '0123456789abcdef'), { mode: 0o600 });
    for (const attempt of [
      () => store.records.change('a.example', (current) => current),
      () => store.records.delete('a.example'),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        kind: 'io',
        message: `${path}: process ${identity.pid} holds this lock (timed out waiting for it)`,
      });
    }
    expect(await store.records.find('a.example')).toBeDefined();
  });
});
