/** Doctor finds files that other users can read, and closes them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModes } from '../../../../src/cli/commands/doctor/mode-check.js';
import type { StorePaths } from '../../../../src/registry/store-setting.js';
import type { CliHome } from '../../../support/cli-run.js';
import { run, tsReg } from '../../../support/spawned.js';
import { startHomeWithRecords } from './home-with-records.js';

let cli: CliHome;
let paths: StorePaths;
beforeEach(async () => {
  ({ cli, paths } = await startHomeWithRecords());
});
afterEach(() => {
  cli.dispose();
});

const look = { fix: false };
const mend = { fix: true };

function recordFiles(): readonly string[] {
  return readdirSync(join(cli.folder, 'records')).map((name) => join(cli.folder, 'records', name));
}

describe('the modes of its files', () => {
  it('are fine as ts-reg makes them, and where there is no store yet', () => {
    expect(checkModes(paths, look)).toEqual({ findings: [], loose: [] });
    expect(
      checkModes({ ...paths, keyFile: '/nonexistent', tokenKeyFile: '/nonexistent', dataFolder: '/nonexistent' }, look),
    ).toEqual({ findings: [], loose: [] });
  });

  it('that let others in are each a problem with its chmod, and nothing is changed', () => {
    const [record = ''] = recordFiles();
    chmodSync(record, 0o644);
    chmodSync(join(cli.folder, 'records'), 0o755);
    expect(checkModes(paths, look)).toEqual({
      loose: [join(cli.folder, 'records'), record],
      findings: [
        {
          level: 'problem',
          subject: 'store',
          message: `${join(cli.folder, 'records')} is accessible to other users (mode 0755)`,
          fix: `chmod 700 ${join(cli.folder, 'records')}, or: ts-reg doctor --fix`,
        },
        {
          level: 'problem',
          subject: 'store',
          message: `${record} is accessible to other users (mode 0644)`,
          fix: `chmod 600 ${record}, or: ts-reg doctor --fix`,
        },
      ],
    });
    expect(statSync(record).mode & 0o777).toBe(0o644);
  });

  it('are closed with --fix, key and meta.json too', () => {
    const open = [paths.keyFile, join(cli.folder, 'meta.json')];
    for (const path of open) chmodSync(path, 0o664);
    expect(checkModes(paths, mend)).toEqual({
      loose: [],
      findings: open.map((path) => ({
        level: 'ok',
        subject: 'store',
        message: `made private: ${path}`,
        fix: undefined,
      })),
    });
    for (const path of open) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(checkModes(paths, look)).toEqual({ findings: [], loose: [] });
  });

  it('are not asked of what a link leads to, and a file in the place of a folder is no reason to fail', () => {
    const outside = join(cli.folder, 'outside');
    writeFileSync(outside, '', { mode: 0o644 });
    symlinkSync(outside, join(cli.folder, 'records', 'link'));
    mkdirSync(join(cli.folder, 'tokens'), { recursive: true });
    rmSync(join(cli.folder, 'tokens'), { recursive: true });
    writeFileSync(join(cli.folder, 'tokens'), '', { mode: 0o600 });
    expect(checkModes(paths, mend)).toEqual({ findings: [], loose: [] });
    expect(statSync(outside).mode & 0o777).toBe(0o644);
  });

  it('that cannot be closed stay a problem, and doctor goes on: a FIFO in the place of a record', () => {
    const fifo = join(cli.folder, 'records', 'fifo');
    execFileSync('mkfifo', ['-m', '666', fifo]);
    chmodSync(paths.keyFile, 0o640);
    const { findings, loose } = checkModes(paths, mend);
    expect(findings).toMatchObject([
      { level: 'ok', message: `made private: ${paths.keyFile}` },
      {
        level: 'problem',
        message: `${fifo} is accessible to other users (mode 0666), and its mode could not be changed (no regular file)`,
        fix: `ls -ld ${fifo}`,
      },
    ]);
    expect(loose).toEqual([fifo]);
  });

  it('that belong to another user are reported with the commands that make them ours', () => {
    // Nobody but root can give a file away: root looks at its own with somebody else's eyes, others look at one of
    // root's.
    const isRoot = process.geteuid?.() === 0;
    const foreign = isRoot ? paths.keyFile : '/etc/hosts';
    if (isRoot) for (const path of [cli.folder, foreign]) chmodSync(path, 0o755);
    if (isRoot) process.seteuid?.(65_534);
    try {
      const { findings } = checkModes(
        { ...paths, keyFile: foreign, dataFolder: '/nonexistent', tokenKeyFile: '/nonexistent/token-key' },
        mend,
      );
      expect(findings).toMatchObject([
        {
          level: 'problem',
          message: expect.stringContaining('its mode could not be changed (EPERM)') as string,
          fix: `sudo chown "$(id -un)" ${foreign} && chmod 600 ${foreign}`,
        },
      ]);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('that are on a read-only volume are all named, with one remount for all of them', async () => {
    const open = [paths.keyFile, join(cli.folder, 'records'), ...recordFiles()];
    for (const path of open) chmodSync(path, 0o755);
    const namespaces = process.geteuid?.() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
    const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';
    const command = ['/bin/sh', '-c', script, 'sh', cli.folder, tsReg, 'doctor', '--fix'];
    const { stdout } = await run('unshare', [...namespaces, ...command], {
      environment: { PATH: process.env['PATH'] ?? '', HOME: cli.folder, TS_REG_HOME: cli.folder },
    });
    for (const path of open)
      expect(stdout).toMatch(new RegExp(`^PROBLEM store: ${path} is accessible .*\\(EROFS\\)$`, 'm'));
    expect(stdout.match(/remount,rw/g)).toHaveLength(1);
    expect(stdout).not.toContain('chmod');
  });
});
