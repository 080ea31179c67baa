/** Doctor reads and opens the records. */
import { copyFileSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listRecords, type ReadRecords, readRecords } from '../../../../src/cli/commands/doctor/store-check.js';
import type { RecordStore } from '../../../../src/registry/record-store.js';
import type { StorePaths } from '../../../../src/registry/store-setting.js';
import { openFileStore } from '../../../../src/storage/file-store.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { startHomeWithRecords } from './home-with-records.js';

let cli: CliHome;
let paths: StorePaths;
beforeEach(async () => {
  ({ cli, paths } = await startHomeWithRecords());
});
afterEach(() => {
  cli.dispose();
});

function records(): RecordStore {
  return openFileStore({ paths, key: { kind: 'file', path: paths.keyFile }, warn: () => undefined }).records;
}

function read(registries: readonly string[] = [], loose: readonly string[] = []): Promise<ReadRecords> {
  return readRecords(records(), { registries, loose });
}

function recordFiles(): readonly string[] {
  return readdirSync(join(cli.folder, 'records')).map((name) => join(cli.folder, 'records', name));
}

describe('records', () => {
  it('are counted when all of them open', async () => {
    const { findings, listed, opened, empty } = await read();
    expect(findings).toEqual([
      { level: 'ok', subject: 'store', message: '2 records open with the key', fix: undefined },
    ]);
    expect([listed.length, opened.map(({ secret }) => secret.reveal()), empty]).toEqual([2, ['p', 'p'], false]);
  });

  it('that are named are the only ones opened', async () => {
    const { listed, opened, findings } = await read(['b.example.com']);
    expect([listed, opened].map((found) => found.map(({ registry }) => registry))).toEqual([
      ['b.example.com'],
      ['b.example.com'],
    ]);
    expect(findings).toMatchObject([{ level: 'ok', message: '1 record opens with the key' }]);
  });

  it('that cannot be read are put aside by the way out, never removed; the others are opened', async () => {
    const [record = ''] = recordFiles();
    writeFileSync(record, 'garbage');
    const { findings, opened } = await read();
    expect(findings).toMatchObject([
      {
        level: 'problem',
        subject: 'store',
        message: expect.stringContaining(`${record}: damaged`) as string,
        fix: `restore this file from a backup, or: mv ${record} ${record}.damaged, and add the registry again`,
      },
      { level: 'ok' },
    ]);
    expect(opened).toHaveLength(1);
  });

  it('of a newer version of ts-reg are left alone: it is ts-reg that has to change', async () => {
    const [record = ''] = recordFiles();
    writeFileSync(record, readFileSync(record, 'utf8').replace(/"schema":\s*\d+/, '"schema":99'));
    expect((await read()).findings[0]).toMatchObject({
      level: 'problem',
      message: expect.stringContaining('newer version') as string,
      fix: 'install the newer ts-reg here too: docs/install.md',
    });
  });

  it('that were taken from another store are named', async () => {
    const other = startCli();
    await other.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate']);
    const [foreign = ''] = readdirSync(join(other.folder, 'records'));
    copyFileSync(join(other.folder, 'records', foreign), join(cli.folder, 'records', foreign));
    other.dispose();
    expect((await read()).findings).toContainEqual(
      expect.objectContaining({ level: 'problem', message: expect.stringContaining(foreign) as string }),
    );
  });

  it('without their key are one problem, not one for each; they can still be listed', async () => {
    unlinkSync(paths.keyFile);
    const { findings, listed, opened } = await read();
    expect(findings).toMatchObject([
      {
        level: 'problem',
        message: expect.stringContaining(paths.keyFile) as string,
        fix: `restore it from a backup: cp -p /path/to/backup/key ${paths.keyFile}`,
      },
    ]);
    expect([listed.length, opened.length]).toEqual([2, 0]);
  });

  it('under a key of another store are one problem that says so', async () => {
    writeFileSync(paths.keyFile, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 });
    expect((await read()).findings).toMatchObject([
      {
        level: 'problem',
        message: expect.stringContaining('does not match store') as string,
        fix: expect.stringContaining('TS_REG_KEY') as string,
      },
    ]);
  });

  it('whose files were complained about already are not complained about again', async () => {
    const [record = ''] = recordFiles();
    writeFileSync(record, 'garbage');
    expect((await read([], [record])).findings).toMatchObject([{ level: 'ok' }]);
  });

  it('that are not stored are a problem of their own', async () => {
    expect((await read(['nobody.example.com', 'a.example.com'])).findings).toMatchObject([
      {
        level: 'problem',
        subject: 'nobody.example.com',
        fix: 'ts-reg registry list, or: ts-reg registry add nobody.example.com USER',
      },
      { level: 'ok', subject: 'store' },
    ]);
  });

  it('are none in a new store, which is no fault', async () => {
    cli.dispose();
    expect(await read()).toEqual({
      findings: [
        {
          level: 'remark',
          subject: 'store',
          message: 'no registry is stored yet',
          fix: 'ts-reg registry add HOST USER',
        },
      ],
      listed: [],
      opened: [],
      empty: true,
    });
  });

  it('are listed without opening any', async () => {
    unlinkSync(paths.keyFile);
    expect(await listRecords(records(), [])).toMatchObject({
      findings: [],
      opened: [],
      listed: [{ registry: 'a.example.com' }, { registry: 'b.example.com' }],
    });
  });

  it('of a store of a newer version are left alone, and said', async () => {
    writeFileSync(join(cli.folder, 'meta.json'), JSON.stringify({ format: 'ts-reg store', schema: 99 }), {
      mode: 0o600,
    });
    expect(await read()).toMatchObject({
      findings: [{ level: 'problem', message: expect.stringContaining('meta.json') as string }],
      empty: false,
    });
  });
});
