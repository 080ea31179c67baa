/** The process that talks to the keyring. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askKeyring, type KeyringOptions } from '../../../src/storage/keys/keyring-child.js';
import { run, tsReg } from '../../support/spawned.js';
import { tempFolder } from '../store-in-temp.js';

function packageWith(source: string): { options: KeyringOptions; folder: string } {
  const root = tempFolder();
  const folder = join(root, 'node_modules', '@napi-rs', 'keyring');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), source);
  return { options: { package: { from: join(root, 'x.js') }, timeoutMs: 10_000 }, folder };
}

describe('askKeyring', () => {
  it('hands the secret over by a pipe: no argument and no variable of the child holds it', async () => {
    const { options, folder } = packageWith(`
      require('node:fs').writeFileSync(__dirname + '/seen', require('node:fs').readFileSync('/proc/self/cmdline') + JSON.stringify(process.env));
      exports.Entry = class { setPassword(text) { require('node:fs').writeFileSync(__dirname + '/kept', text); } };`);
    expect(await askKeyring({ action: 'set', account: 'a', secret: 'canary' }, options)).toEqual({
      kind: 'done',
      secret: null,
    });
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('canary');
    expect(readFileSync(join(folder, 'seen'), 'utf8')).not.toContain('canary');
  });

  it('gives the child the environment that it was given', async () => {
    const { options } = packageWith(
      'exports.Entry = class { getPassword() { return process.env.DBUS_SESSION_BUS_ADDRESS; } };',
    );
    const environment = { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/somewhere' };
    expect(await askKeyring({ action: 'get', account: 'a' }, { ...options, environment })).toEqual({
      kind: 'done',
      secret: 'unix:path=/somewhere',
    });
  });

  it.each([
    ['a child that dies', 'process.kill(process.pid, "SIGKILL")'],
    ['a child that says something else', 'console.log("hello"); process.exit(0)'],
    ['a child that answers in other words', 'exports.Entry = class { getPassword() { return 7; } }'],
  ])('takes %s for a package that is broken', async (_, source) => {
    expect(await askKeyring({ action: 'get', account: 'a' }, packageWith(source).options)).toEqual({ kind: 'broken' });
  });

  it('tells a keyring that is silent until the time is up from a broken one', async () => {
    const { options } = packageWith(
      'exports.Entry = class { getPassword() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); } };',
    );
    expect(await askKeyring({ action: 'get', account: 'a' }, { ...options, timeoutMs: 300 })).toEqual({
      kind: 'no-answer',
    });
  });
});

describe('the keyring of a whole program', () => {
  /**
   * A home with `key: keyring`, and the folder of a project whose files would be run by whoever starts there a bun that
   * heeds them.
   */
  function hostileProject(): { readonly home: string; readonly project: string; readonly mark: string } {
    const [home, project] = [tempFolder(), tempFolder()];
    const mark = join(project, 'ran');
    writeFileSync(join(home, 'config.yaml'), 'key: keyring\n', { mode: 0o600 });
    writeFileSync(join(project, 'bunfig.toml'), 'preload = ["./preload.js"]\n');
    writeFileSync(join(project, 'preload.js'), `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');`);
    writeFileSync(join(project, '.env'), 'DBUS_SESSION_BUS_ADDRESS=unix:path=/elsewhere\n');
    return { home, project, mark };
  }

  it('is told from one that does not answer, soon, and nothing of the folder where it was started is run', async () => {
    const { home, project, mark } = hostileProject();
    const environment = {
      TS_REG_HOME: home,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      XDG_RUNTIME_DIR: '/nonexistent',
    };
    const { exitCode, stderr } = await run(tsReg, ['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate'], {
      environment,
      cwd: project,
    });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      2,
      'Error: there is no keyring in this session, or it is locked',
    ]);
    expect(existsSync(mark)).toBe(false);
  });
});
