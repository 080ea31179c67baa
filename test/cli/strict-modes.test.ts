/**
 * Files and folders of others are not ours: real processes under two user ids. Needs root, which may give files away.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HelperHome, hour, keptPassword, makeHelperHome } from '../helper/helper-home.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const stranger = 65534;
/** Of a user that no file knows the group has the same number; 65534 is the group of several. */
const person = 54_322;
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const key = Buffer.alloc(32, 7).toString('base64');
let top: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'ts-reg-strict-'));
  chmodSync(top, 0o755);
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

function asStranger(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  user = stranger,
): Promise<Ended> {
  return run('setpriv', ['--reuid', String(user), '--regid', String(user), '--clear-groups', tsReg, ...args], {
    environment,
  });
}

function folder(name: string, { owner = 0, mode = 0o700 } = {}): string {
  const path = join(top, name);
  mkdirSync(path);
  chmodSync(path, mode);
  chownSync(path, owner, owner);
  return path;
}

function file(path: string, text: string, { owner = 0, mode = 0o600 } = {}): string {
  writeFileSync(path, text);
  chmodSync(path, mode);
  chownSync(path, owner, owner);
  return path;
}

describe('a home that another user made first', () => {
  it.each([
    ['store', 'store: postgres://127.0.0.1:1/x'],
    ['key_file', 'key_file: key-of-his'],
    ['gate', 'allow_awsecr_iam_auto: True'],
    ['nothing', undefined],
  ])('is refused whatever it holds (%s), and nothing is stored in it', async (_, line) => {
    const home = folder('home', { owner: stranger, mode: 0o755 });
    if (line !== undefined) file(join(home, 'config.yaml'), `${line}\n`, { owner: stranger, mode: 0o644 });
    const { exitCode, stderr } = await run(
      tsReg,
      ['registry', 'add', 'r.example.com', 'u', 'secret', '--skip-validate'],
      { environment: { TS_REG_HOME: home } },
    );
    expect([exitCode, stderr.split('\n')[0]]).toEqual([2, `Error: ${home} belongs to user ${stranger}, not to user 0`]);
    expect(stderr).not.toMatch(/chown/);
    expect(existsSync(join(home, 'records'))).toBe(false);
  });

  it.each([
    [
      'config.yaml alone',
      (home: string) => {
        file(join(home, 'config.yaml'), 'store: file\n', { owner: stranger });
      },
    ],
    [
      'config.yaml of ours that everybody can write',
      (home: string) => {
        file(join(home, 'config.yaml'), 'store: file\n', { mode: 0o666 });
      },
    ],
    [
      'config.yaml that a group can write',
      (home: string) => {
        const path = file(join(home, 'config.yaml'), 'store: file\n', { mode: 0o660 });
        chownSync(path, 0, 54_321);
      },
    ],
    [
      'the home, open to all',
      (home: string) => {
        chmodSync(home, 0o777);
      },
    ],
    [
      'the home, open to a group',
      (home: string) => {
        chmodSync(home, 0o770);
        chownSync(home, 0, 54_321);
      },
    ],
    [
      'records',
      (home: string) => {
        mkdirSync(join(home, 'records'));
        chownSync(join(home, 'records'), stranger, stranger);
      },
    ],
    [
      'tokens, open to all',
      (home: string) => {
        mkdirSync(join(home, 'tokens'));
        chmodSync(join(home, 'tokens'), 0o777);
      },
    ],
    [
      'locks, a link',
      (home: string) => {
        symlinkSync(folder('project'), join(home, 'locks'));
      },
    ],
    [
      'tokens, a link of his',
      (home: string) => {
        symlinkSync(folder('project'), join(home, 'tokens'));
        lchownSync(join(home, 'tokens'), stranger, stranger);
      },
    ],
    [
      'records, a link',
      (home: string) => {
        symlinkSync(folder('project'), join(home, 'records'));
      },
    ],
  ])('%s: the hint of the refusal repairs it', async (_, spoil) => {
    const home = folder('home');
    spoil(home);
    const environment = { TS_REG_HOME: home };
    const refused = await run(tsReg, ['registry', 'list'], { environment });
    expect(refused.exitCode).toBe(2);
    const [, hint = ''] = /^hint: (.*)$/m.exec(refused.stderr) ?? [];
    const command = hint
      .replace(/^(?:check it, and if it is correct|run ts-reg as user \d+, or give root a store of its own): /, '')
      .replace('/root/ts-reg', join(top, 'own'));
    const repaired = await run('sh', ['-c', `${command}\n"$0" registry list`, tsReg], { environment });
    expect(repaired).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('is refused as a link too, however its path ends', async () => {
    const real = folder('real');
    symlinkSync(real, join(top, 'link'));
    for (const path of [join(top, 'link'), `${join(top, 'link')}/`, `${join(top, 'link')}/.`]) {
      const { exitCode, stderr } = await run(tsReg, ['registry', 'list'], { environment: { TS_REG_HOME: path } });
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is a symbolic link')]);
    }
  });
});

describe('locks as a link to a project folder', () => {
  it('costs that project no file', async () => {
    const [home, project] = [folder('home'), folder('project')];
    for (const name of ['Cargo.lock', 'yarn.lock']) file(join(project, name), 'theirs');
    symlinkSync(project, join(home, 'locks'));
    const { exitCode } = await run(tsReg, ['registry', 'add', 'r.example.com', 'u', 'p', '--skip-validate'], {
      environment: { TS_REG_HOME: home },
    });
    expect([
      exitCode,
      readFileSync(join(project, 'Cargo.lock'), 'utf8'),
      readFileSync(join(project, 'yarn.lock'), 'utf8'),
    ]).toEqual([2, 'theirs', 'theirs']);
  });
});

describe('what is fine', () => {
  it("is a group that is the owner's own, config.yaml of root, and a folder of settings that root provides", async () => {
    const home = folder('home', { owner: person, mode: 0o775 });
    file(join(home, 'config.yaml'), 'timeout: 5\n', { owner: person, mode: 0o664 });
    expect(await asStranger(['registry', 'list'], { TS_REG_HOME: home }, person)).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    file(join(home, 'config.yaml'), 'timeout: 5\n', { mode: 0o644 });
    expect(await asStranger(['registry', 'list'], { TS_REG_HOME: home }, person)).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    const config = join(folder('etc', { mode: 0o755 }), 'ts-reg');
    mkdirSync(config, { mode: 0o755 });
    expect(
      await asStranger(['registry', 'list'], { XDG_CONFIG_HOME: join(top, 'etc'), XDG_DATA_HOME: home }, person),
    ).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('a volume that belongs to root', () => {
  it.each([0o777, 0o2777, 0o755])('of mode %o is refused, with a folder in it as the way out', async (mode) => {
    const volume = folder('volume', { mode });
    const { exitCode, stderr } = await asStranger(['registry', 'list'], { TS_REG_HOME: volume });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      2,
      `Error: ${volume} belongs to user 0, not to user ${stranger}`,
    ]);
    expect(stderr).toContain(`export TS_REG_HOME=${join(volume, 'ts-reg')}`);
    const way = { TS_REG_HOME: join(volume, 'ts-reg') };
    if (mode === 0o755) mkdirSync(way.TS_REG_HOME, { mode: 0o700 });
    if (mode === 0o755) chownSync(way.TS_REG_HOME, stranger, stranger);
    expect(await asStranger(['registry', 'add', 'r.example.com', 'u', 'p', '--skip-validate'], way)).toMatchObject({
      exitCode: 0,
    });
  });
});

describe('the credential helper with a fresh token', () => {
  let home: HelperHome;
  beforeEach(async () => {
    home = makeHelperHome();
    await home.addEcr(registry, 'http://127.0.0.1:1');
    await home.keepToken(registry, 'http://127.0.0.1:1', 11 * hour);
  });
  afterEach(() => {
    home.dispose();
  });

  it.each([
    [
      'tokens can be written by others',
      () => {
        chmodSync(join(home.folder, 'tokens'), 0o777);
      },
    ],
    [
      'the home can be written by others',
      () => {
        chmodSync(home.folder, 0o777);
      },
    ],
    [
      'the home belongs to another user',
      () => {
        chownSync(home.folder, stranger, stranger);
      },
    ],
    [
      'config.yaml belongs to another user',
      () => {
        file(join(home.folder, 'config.yaml'), 'timeout: 5\n', { owner: stranger });
      },
    ],
    [
      'config.yaml can be written by others',
      () => {
        file(join(home.folder, 'config.yaml'), 'timeout: 5\n', { mode: 0o666 });
      },
    ],
  ])('hands out nothing and says why when %s', async (_, spoil) => {
    expect((await home.ask('get', registry)).stdout).toContain(keptPassword);
    spoil();
    const { exitCode, stdout } = await run(helper, ['get'], {
      environment: { TS_REG_HOME: home.folder },
      input: registry,
    });
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain(keptPassword);
    expect(stdout).toMatch(/belongs to user 65534|is writable by other users/);
  });
});

describe('a key file that somebody provides', () => {
  const add = (environment: Readonly<Record<string, string>>): Promise<Ended> =>
    run(tsReg, ['registry', 'add', 'r.example.com', 'u', 'p', '--skip-validate', '--replace'], { environment });

  it('gets one warning when everybody can read it, and none when that is meant', async () => {
    const environment = { TS_REG_HOME: folder('home'), TS_REG_KEY_FILE: file(join(top, 'key'), key) };
    for (const mode of [0o444, 0o644, 0o604]) {
      chmodSync(environment.TS_REG_KEY_FILE, mode);
      const { exitCode, stderr } = await add(environment);
      expect([exitCode, stderr.match(/^WARN:.*every user of this machine can read the key/gm)?.length]).toEqual([0, 1]);
    }
    for (const mode of [0o400, 0o640]) {
      chmodSync(environment.TS_REG_KEY_FILE, mode);
      expect(await add(environment)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    file(join(environment.TS_REG_HOME, 'config.yaml'), 'key_file_public: True\n');
    for (const mode of [0o444, 0o644]) {
      chmodSync(environment.TS_REG_KEY_FILE, mode);
      expect(await add(environment)).toMatchObject({ exitCode: 0, stderr: '' });
    }
  });

  it('is refused with such a mode where ts-reg made it for itself', async () => {
    const environment = { TS_REG_HOME: folder('home') };
    expect((await add(environment)).exitCode).toBe(0);
    for (const mode of [0o644, 0o640, 0o444]) {
      chmodSync(join(environment.TS_REG_HOME, 'key'), mode);
      const { exitCode, stderr } = await add(environment);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining(`chmod 600 ${join(environment.TS_REG_HOME, 'key')}`),
      ]);
    }
  });

  it("is refused when it is neither ours nor root's, or others can write it", async () => {
    const environment = {
      TS_REG_HOME: folder('home'),
      TS_REG_KEY_FILE: file(join(top, 'key'), key, { owner: stranger }),
    };
    const refused = await add(environment);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining(`${environment.TS_REG_KEY_FILE} belongs to user ${stranger}`),
    ]);
    file(environment.TS_REG_KEY_FILE, key, { mode: 0o622 });
    expect((await add(environment)).exitCode).toBe(2);
  });
});
