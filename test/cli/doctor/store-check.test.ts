/** Doctor looks at the files of the store. */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModes, checkRecordFiles } from '../../../src/cli/doctor/store-check.js';
import { resolvePaths, type StorePaths } from '../../../src/config/paths.js';
import { openFileStore } from '../../../src/storage/file-store.js';
import type { RecordStore } from '../../../src/registry/record-store.js';
import { type CliHome, startCli } from '../../support/cli-run.js';

let cli: CliHome;
let paths: StorePaths;
beforeEach(async () => {
  cli = startCli();
  paths = resolvePaths({ TS_REG_HOME: cli.folder }, 'linux', '');
  for (const registry of ['a.example.com', 'b.example.com']) await cli.run(['registry', 'add', registry, 'ci', 'p', '--skip-validate']);
});
afterEach(() => {
  cli.dispose();
});

function records(): RecordStore {
  return openFileStore({ paths, key: { kind: 'file', path: paths.keyFile }, warn: () => undefined }).records;
}

function recordFiles(): readonly string[] {
  return readdirSync(join(cli.folder, 'records')).map((name) => join(cli.folder, 'records', name));
}

describe('the modes of its files', () => {
  it('are fine as ts-reg makes them, and where there is no store yet', () => {
    expect(checkModes(paths, false)).toEqual([]);
    expect(checkModes({ ...paths, keyFile: '/nonexistent', tokenKeyFile: '/nonexistent', dataFolder: '/nonexistent' }, false)).toEqual([]);
  });

  it('that let others in are each a problem with its chmod, and nothing is changed', () => {
    const [record = ''] = recordFiles();
    chmodSync(record, 0o644);
    chmodSync(join(cli.folder, 'records'), 0o755);
    expect(checkModes(paths, false)).toEqual([
      { level: 'problem', subject: 'store', message: `others can look into ${join(cli.folder, 'records')} (mode 0755)`, fix: `chmod 700 '${join(cli.folder, 'records')}', or: ts-reg doctor --fix` },
      { level: 'problem', subject: 'store', message: `others can look into ${record} (mode 0644)`, fix: `chmod 600 '${record}', or: ts-reg doctor --fix` },
    ]);
    expect(statSync(record).mode & 0o777).toBe(0o644);
  });

  it('are closed with --fix, key and meta.json too', () => {
    const open = [paths.keyFile, join(cli.folder, 'meta.json')];
    for (const path of open) chmodSync(path, 0o664);
    expect(checkModes(paths, true)).toEqual(open.map((path) => ({ level: 'ok', subject: 'store', message: `closed to others: ${path}`, fix: undefined })));
    for (const path of open) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(checkModes(paths, false)).toEqual([]);
  });

  it('are not asked of what a link leads to, and a file in the place of a folder is no reason to fail', () => {
    const outside = join(cli.folder, 'outside');
    writeFileSync(outside, '', { mode: 0o644 });
    symlinkSync(outside, join(cli.folder, 'records', 'link'));
    mkdirSync(join(cli.folder, 'tokens'), { recursive: true });
    rmSync(join(cli.folder, 'tokens'), { recursive: true });
    writeFileSync(join(cli.folder, 'tokens'), '', { mode: 0o600 });
    expect(checkModes(paths, true)).toEqual([]);
    expect(statSync(outside).mode & 0o777).toBe(0o644);
  });
});

describe('its records', () => {
  it('are counted when all of them open', async () => {
    expect(await checkRecordFiles(records())).toEqual([{ level: 'ok', subject: 'store', message: '2 records, all of them open with the key', fix: undefined }]);
  });

  it('are named when one cannot be read, with what to do', async () => {
    const [record = ''] = recordFiles();
    writeFileSync(record, 'garbage');
    expect(await checkRecordFiles(records())).toMatchObject([{ level: 'problem', message: expect.stringContaining(record) as string, fix: expect.stringContaining('restore this file from a backup') as string }]);
  });

  it('are named when one was taken from another store', async () => {
    const other = startCli();
    await other.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate']);
    const [foreign = ''] = readdirSync(join(other.folder, 'records'));
    copyFileSync(join(other.folder, 'records', foreign), join(cli.folder, 'records', foreign));
    other.dispose();
    const findings = await checkRecordFiles(records());
    expect(findings).toMatchObject([{ level: 'problem', message: expect.stringContaining(foreign) as string }]);
  });

  it('without their key are one problem, not one for each', async () => {
    unlinkSync(paths.keyFile);
    expect(await checkRecordFiles(records())).toMatchObject([{ level: 'problem', message: expect.stringContaining(paths.keyFile) as string }]);
  });

  it('of a newer version of ts-reg are left alone, and said', async () => {
    writeFileSync(join(cli.folder, 'meta.json'), JSON.stringify({ format: 'ts-reg store', schema: 99 }), { mode: 0o600 });
    const findings = await checkRecordFiles(records());
    expect(findings).toMatchObject([{ level: 'problem', message: expect.stringContaining('meta.json') as string }]);
  });
});
