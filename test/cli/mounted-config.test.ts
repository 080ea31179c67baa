/** A configuration that is a mount of its own, as `docker run --volume FILE:FILE` makes it, cannot be replaced. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';

const text = '{"auths":{"other.example.com":{}}}';
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-mounted-'));
  for (const folder of ['.docker', 'podman', 'mounted']) mkdirSync(join(home, folder));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

it.each([
  ["docker's", '.docker/config.json', '.docker/config.json', [], 'rw'],
  ["docker's, mounted read-only", '.docker/config.json', '.docker/config.json', [], 'ro'],
  ["docker's, a link to the mount", '.docker/config.json', 'mounted/config.json', [], 'rw'],
  ["podman's", 'podman/auth.json', 'podman/auth.json', ['--podman'], 'rw'],
] as const)('is named with what to mount instead, and stays as it was: %s', async (_, name, mounted, flags, mode) => {
  const [path, mount] = [join(home, name), join(home, mounted)];
  writeFileSync(mount, text);
  if (path !== mount) symlinkSync(mount, path);
  const script = 'mount --bind "$1" "$1" && mount -o "remount,bind,$2" "$1" && shift 2 && exec "$@"';
  const command = [tsReg, 'configure-docker', ...flags, 'registry.example.com'];
  const { exitCode, stdout, stderr } = await run(
    'unshare',
    ['--mount', '/bin/sh', '-c', script, 'sh', mount, mode, ...command],
    {
      environment: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        TS_REG_HOME: join(home, 'ts-reg'),
        ...(flags.length === 0 ? {} : { REGISTRY_AUTH_FILE: path }),
      },
    },
  );
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`Error: ${path} cannot be replaced, because the file is a mount of its own (EBUSY)\n`);
  expect(stderr).toContain(
    `hint: mount the directory ${join(mount, '..')} instead of the file, or run this command where the file is not a mount\n`,
  );
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(join(mount, '..'))).toHaveLength(1);
});
