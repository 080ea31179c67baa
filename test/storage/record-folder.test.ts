/** A folder of records in which some went bad. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordFileOf, recordFolderOf } from '../../src/storage/layout/store-paths.js';
import { snapshot, someRecord, type TempStore, tempStore } from './store-in-temp.js';

async function storeOfThree(): Promise<{ store: TempStore; bad: string }> {
  const store = tempStore();
  for (const registry of ['c.example', 'a.example', 'b.example']) await store.records.insert(someRecord(registry));
  return { store, bad: recordFileOf(store.paths.dataFolder, 'b.example') };
}

describe('a list of records', () => {
  it('is sorted by registry', async () => {
    const { store } = await storeOfThree();
    expect((await store.records.list()).records.map(({ registry }) => registry)).toEqual([
      'a.example',
      'b.example',
      'c.example',
    ]);
  });

  it.each<[string, (path: string, store: TempStore) => void, RegExp]>([
    [
      'empty',
      (path) => {
        truncateSync(path, 0);
      },
      /incomplete/,
    ],
    [
      'cut in the middle',
      (path) => {
        truncateSync(path, 100);
      },
      /incomplete/,
    ],
    [
      'null',
      (path) => {
        writeFileSync(path, 'null\n"AAAA"\n');
      },
      /incomplete/,
    ],
    [
      'zeros',
      (path) => {
        writeFileSync(path, Buffer.alloc(400));
      },
      /incomplete/,
    ],
    [
      '10 MB',
      (path) => {
        writeFileSync(path, Buffer.alloc(10_000_000, 'x'));
      },
      /larger than 65536/,
    ],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
      /not a regular file/,
    ],
    [
      'a link',
      (path) => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      },
      /symbolic link/,
    ],
    [
      'a FIFO',
      (path) => {
        rmSync(path);
        execFileSync('mkfifo', [path]);
      },
      /not a regular file/,
    ],
    [
      'a copy of another record',
      (path, store) => {
        copyFileSync(recordFileOf(store.paths.dataFolder, 'a.example'), path);
      },
      /contains the record of a\.example: it was copied or renamed/,
    ],
    [
      'of another store',
      (path) => {
        writeFileSync(path, readFileSync(path, 'utf8').replace(/"store":"[0-9a-f]+"/, `"store":"${'0'.repeat(32)}"`));
      },
      /belongs to store 0000/,
    ],
    [
      'of a newer version',
      (path) => {
        writeFileSync(path, readFileSync(path, 'utf8').replace('"schema":1', '"schema":3'));
      },
      /newer version/,
    ],
  ])('names a record that is %s, serves the others, and deletes nothing', async (_, spoil, reason) => {
    const { store, bad } = await storeOfThree();
    spoil(bad, store);
    const { records, damaged } = await store.records.list();
    expect(records.map(({ registry }) => registry)).toEqual(['a.example', 'c.example']);
    expect(damaged).toEqual([{ place: bad, reason: expect.stringMatching(reason) as string }]);
    await expect(store.records.find('b.example')).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringContaining(bad) as string,
    });
    expect((await store.records.find('a.example'))?.user).toBe('alice');
    expect((await store.records.list()).damaged).toHaveLength(1);
  });

  it('leaves files alone that are not ours', async () => {
    const { store } = await storeOfThree();
    writeFileSync(join(recordFolderOf(store.paths.dataFolder), 'README'), 'not a record');
    const before = snapshot(store.home);
    expect((await store.records.list()).damaged).toEqual([]);
    expect(snapshot(store.home)).toEqual(before);
  });
});

describe('a record whose seal is broken', () => {
  it('is named, is not changed, and can be replaced after it was deleted by name', async () => {
    const { store, bad } = await storeOfThree();
    writeFileSync(bad, readFileSync(bad, 'utf8').replace('"user":"alice"', '"user":"mallo"'));
    const before = snapshot(store.home);
    await expect(store.records.find('b.example')).rejects.toThrow(
      `the record of b.example in ${bad} cannot be read: it was changed or damaged after ts-reg wrote it`,
    );
    await expect(store.records.change('b.example', (current) => current)).rejects.toThrow('it was changed or damaged');
    expect(Object.keys(snapshot(store.home))).toEqual(Object.keys(before));
    expect(snapshot(store.home)[bad]).toBe(before[bad]);
    expect(await store.records.delete('b.example')).toBe(true);
    expect(await store.records.insert(someRecord('b.example'))).toBe(true);
  });

  it('stays broken with the secret of another record', async () => {
    const { store, bad } = await storeOfThree();
    const other = readFileSync(recordFileOf(store.paths.dataFolder, 'a.example'), 'utf8');
    writeFileSync(bad, `${readFileSync(bad, 'utf8').split('\n')[0] ?? ''}\n${other.split('\n')[1] ?? ''}\n`);
    await expect(store.records.find('b.example')).rejects.toThrow('it was changed or damaged');
  });
});
