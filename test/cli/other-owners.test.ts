/** Hints about files of other users leave everybody working: followed as they are, by the user who read them. */
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, run, tsReg } from '../support/spawned.js';

const [user, other] = [54_321, 54_322];
const group = 60_000;
let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'ts-reg-owners-'));
  chmodSync(top, 0o755);
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

function folder(name: string, owner: number, { mode = 0o700, of = owner } = {}): string {
  const path = join(top, name);
  mkdirSync(path);
  chownSync(path, owner, of);
  chmodSync(path, mode);
  return path;
}

function file(path: string, text: string, owner: number): string {
  writeFileSync(path, text, { mode: 0o600 });
  chownSync(path, owner, owner);
  return path;
}

/** A process of a user in a mount namespace of its own, after `prepare`; `passwd` takes the place of the database. */
function as(
  id: number,
  args: readonly string[],
  { environment = {}, prepare = ':', groups = '--clear-groups' }: Start = {},
): Promise<Ended> {
  const become = ['setpriv', '--reuid', String(id), '--regid', String(id), groups, ...args];
  return run('unshare', ['--mount', '/bin/sh', '-c', `${prepare} && exec "$@"`, 'sh', ...become], {
    environment: { PATH: process.env['PATH'] ?? '', ...environment },
  });
}

interface Start {
  readonly environment?: Record<string, string>;
  readonly prepare?: string;
  readonly groups?: string;
}

const add = [tsReg, 'registry', 'add', 'r.example.com', 'ci', 'secret', '--skip-validate'];
const list = [tsReg, 'registry', 'list'];
const hintOf = ({ stderr }: Ended): string => /^hint: (.*)$/m.exec(stderr)?.[1] ?? '';

describe('an external key of another user', () => {
  it('stays his: the hint makes a copy, and both work', async () => {
    const home = folder('home', user);
    const key = file(
      join(folder('of-other', other, { mode: 0o755 }), 'key'),
      Buffer.alloc(32, 7).toString('base64'),
      other,
    );
    chmodSync(key, 0o644);
    const environment = { HOME: home, TS_REG_KEY_FILE: key };
    const refused = await as(user, add, { environment });
    expect(refused.stderr).toContain(`Error: ${key} belongs to user ${other}, neither to user ${user} nor to root`);
    const command = /: sudo (install .*), then/.exec(hintOf(refused))?.[1] ?? '';
    expect(
      (await run('sh', ['-c', command], { environment: { ...environment, PATH: process.env['PATH'] ?? '' } })).exitCode,
    ).toBe(0);
    expect(await as(user, add, { environment: { ...environment, TS_REG_KEY_FILE: join(home, 'key') } })).toMatchObject({
      exitCode: 0,
    });
    expect(statSync(key).uid).toBe(other);
  });
});

describe('a folder of root', () => {
  it('that is closed to others gets no folder of a user in it', async () => {
    const home = folder('home', user);
    const roots = folder('roots', 0);
    const refused = await as(user, list, { environment: { HOME: home, TS_REG_HOME: roots } });
    expect(refused.stderr).toContain(`${roots} belongs to user 0, not to user ${user}`);
    expect(hintOf(refused)).toBe('use a folder of your own: export TS_REG_HOME="$HOME/ts-reg"');
  });

  it('on a read-only volume gets none either', async () => {
    const home = folder('home', user);
    const volume = folder('volume', 0, { mode: 0o755 });
    const prepare = `mount -t tmpfs -o ro,mode=755 tmpfs ${volume}`;
    const refused = await as(user, list, { environment: { HOME: home, TS_REG_HOME: volume }, prepare });
    expect(hintOf(refused)).toBe('use a folder of your own: export TS_REG_HOME="$HOME/ts-reg"');
  });

  it.each(['/', '/proc', '/nonexistent'])(
    'is not answered with a folder in HOME=%s, where nothing can be made',
    async (home) => {
      const refused = await as(user, list, { environment: { HOME: home, TS_REG_HOME: folder('roots', 0) } });
      expect(hintOf(refused)).toBe(
        'use a folder that you can write, such as a mounted volume: export TS_REG_HOME=/path/to/a/folder',
      );
    },
  );
});

describe('HOME=/', () => {
  it('of a user who cannot write there leads to a folder that he can', async () => {
    const refused = await as(user, add, { environment: { HOME: '/' } });
    expect(refused.stderr).toContain('Error: cannot make the folder /.');
    expect(hintOf(refused)).toBe('export TS_REG_HOME=/path/to/a/writable/folder');
    const docker = await as(user, [tsReg, 'configure-docker', 'r.example.com'], {
      environment: { HOME: '/', TS_REG_HOME: folder('home', user) },
    });
    expect(docker.stderr).toContain('Error: /.docker/config.json cannot be written (EACCES)');
    expect(hintOf(docker)).toBe('export DOCKER_CONFIG=/path/to/a/writable/folder');
    const podman = await as(user, [tsReg, 'configure-docker', '--podman', 'r.example.com'], {
      environment: { HOME: '/', TS_REG_HOME: folder('home2', user) },
    });
    expect(hintOf(podman)).toBe('export REGISTRY_AUTH_FILE=/path/to/a/writable/folder/auth.json');
  });
});

describe('a volume with fsGroup', () => {
  /** What the kubelet does at each mount (SetVolumeOwnership of Kubernetes). */
  const remount = (path: string): Promise<Ended> =>
    run(
      'sh',
      ['-c', `chgrp -R ${group} "$1" && chmod -R g+rwX "$1" && find "$1" -type d -exec chmod g+s {} +`, 'sh', path],
      { environment: { PATH: process.env['PATH'] ?? '' } },
    );

  it('that was mounted again is repaired by the first hint', async () => {
    const volume = folder('volume', 0, { mode: 0o2775, of: group });
    const home = join(volume, 'ts-reg');
    const start: Start = {
      environment: { HOME: '/', TS_REG_HOME: home, PATH: `${join(tsReg, '..')}:${process.env['PATH'] ?? ''}` },
      groups: `--groups=${group}`,
    };
    expect(await as(user, add, start)).toMatchObject({ exitCode: 0 });
    expect((await remount(volume)).exitCode).toBe(0);
    const get = [tsReg, 'registry', 'get', 'r.example.com'];
    const refused = await as(user, get, start);
    expect(refused.stderr).toContain(`${home} is writable by other users (mode 2770)`);
    const command = hintOf(refused).split(', then: ')[1] ?? '';
    expect(command).toBe(`chmod go-w ${home} && ts-reg doctor --fix`);
    await as(user, ['sh', '-c', command], start);
    expect(await as(user, get, start)).toMatchObject({ exitCode: 0 });
  });
});

describe('root in the home of a user', () => {
  function usersHome(): { readonly home: string; readonly prepare: string } {
    const home = folder('home', user);
    const passwd = file(join(top, 'passwd'), `root:x:0:0::/root:/bin/sh\nu:x:${user}:${user}::${home}:/bin/sh\n`, 0);
    chmodSync(passwd, 0o644);
    return { home, prepare: `mount --bind ${passwd} /etc/passwd` };
  }

  it.each([
    ['the store', {}, add],
    ['the store in TS_REG_HOME', { TS_REG_HOME: 'ts-reg' }, add],
    ["docker's folder", {}, [tsReg, 'configure-docker', 'r.example.com']],
    ["podman's folder", {}, [tsReg, 'configure-docker', '--podman', 'r.example.com']],
  ] as const)('makes no folder that the user could not use: %s', async (_, below, args) => {
    const { home, prepare } = usersHome();
    const variables = Object.fromEntries(Object.entries(below).map(([name, value]) => [name, join(home, value)]));
    const refused = await as(0, args, { environment: { HOME: home, ...variables }, prepare });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain(`is in the home folder of user ${user}, and root would own it`);
    expect(hintOf(refused)).toBe(
      `run ts-reg as user ${user}, or give root a home of its own: export HOME=/root TS_REG_HOME=/root/ts-reg`,
    );
    expect(await as(user, add, { environment: { HOME: home, ...variables }, prepare })).toMatchObject({ exitCode: 0 });
  });

  it('gives a new file of docker to the owner of its folder', async () => {
    const { home, prepare } = usersHome();
    folder('home/.docker', user);
    await as(0, [tsReg, 'configure-docker', 'r.example.com'], {
      environment: { HOME: home, TS_REG_HOME: folder('roots', 0) },
      prepare,
    });
    expect(statSync(join(home, '.docker', 'config.json')).uid).toBe(user);
  });

  it('makes one in a home of nobody in the password database, as in a container of a CI service', async () => {
    const home = folder('mounted', other);
    const made = await as(0, add, { environment: { HOME: home }, prepare: usersHome().prepare });
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(home, '.config', 'ts-reg'))).toBe(true);
  });
});
