/**
 * Code that was never installed must never run: the executable with a trap for a registry, and packages where it must
 * not look.
 */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askKeyring } from '../../../src/storage/keys/keyring-child.js';
import { type Ended, helper, run, runsOnNode, tsReg } from '../../support/spawned.js';

let trap: Server;
let trapUrl: string;
const requests: string[] = [];
beforeAll(async () => {
  trap = createServer((request, answer) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/`;
});
afterAll(() => {
  trap.close();
});

let root: string;
/** Of the executable, or of nothing. */
let programs: string;
beforeEach(() => {
  requests.length = 0;
  root = mkdtempSync(join(tmpdir(), 'ts-reg-package-'));
  programs = join(root, 'parent', 'bin');
  mkdirSync(join(root, 'home'), { recursive: true });
  mkdirSync(join(root, 'cwd'));
  mkdirSync(programs, { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A package below `folder`/node_modules whose code leaves a mark when it runs. */
function plant(folder: string, name: string, source = ''): string {
  const place = join(folder, 'node_modules', ...name.split('/'));
  mkdirSync(place, { recursive: true });
  const mark = join(place, 'ran');
  writeFileSync(
    join(place, 'index.js'),
    `require('node:fs').writeFileSync(${JSON.stringify(mark)}, JSON.stringify(process.env));\n${source}`,
  );
  return mark;
}

const standIn = 'exports.Entry = class { setPassword() {} getPassword() { return null; } };';
const request = { action: 'get', account: 'a' } as const;

describe('askKeyring with a folder', () => {
  const ask = (environment = {}): ReturnType<typeof askKeyring> =>
    askKeyring(request, { package: { folder: join(programs, 'node_modules') }, timeoutMs: 10_000, environment });

  it('loads the package there, and the native package beside it', async () => {
    plant(programs, '@napi-rs/keyring-native', standIn);
    plant(programs, '@napi-rs/keyring', "module.exports = require('@napi-rs/keyring-native');");
    expect(await ask()).toEqual({ kind: 'done', secret: null });
  });

  it('looks in no parent folder, neither for the package nor for the native one', async () => {
    const mark = plant(join(root, 'parent'), '@napi-rs/keyring', standIn);
    expect(await ask()).toEqual({ kind: 'no-package' });
    const native = plant(join(root, 'parent'), '@napi-rs/keyring-native', standIn);
    plant(programs, '@napi-rs/keyring', "module.exports = require('@napi-rs/keyring-native');");
    expect(await ask()).toEqual({ kind: 'no-package' });
    expect([existsSync(mark), existsSync(native)]).toEqual([false, false]);
  });

  it('hands on the variables of the session bus and nothing else', async () => {
    const mark = plant(programs, '@napi-rs/keyring', standIn);
    const hostile = {
      NODE_OPTIONS: '--require=/nonexistent',
      NODE_PATH: root,
      HOME: root,
      NAPI_RS_NATIVE_LIBRARY_PATH: '/nonexistent',
      TS_REG_KEY: 'k',
      AWS_SECRET_ACCESS_KEY: 's',
      PATH: '/bin',
    };
    expect(await ask({ ...hostile, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/b', XDG_RUNTIME_DIR: '/r' })).toEqual({
      kind: 'done',
      secret: null,
    });
    expect(JSON.parse(readFileSync(mark, 'utf8'))).toEqual({
      BUN_BE_BUN: '1',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/b',
      XDG_RUNTIME_DIR: '/r',
    });
  });
});

/** Both names of the executable in a folder of their own; on Node the programs as they are. */
function installed(): { readonly main: string; readonly helperProgram: string } {
  if (runsOnNode) return { main: tsReg, helperProgram: helper };
  const [main, helperProgram] = [join(programs, 'ts-reg'), join(programs, 'docker-credential-ts-reg')];
  try {
    linkSync(tsReg, main);
  } catch {
    copyFileSync(tsReg, main);
  }
  linkSync(main, helperProgram);
  return { main, helperProgram };
}

/** Every file and variable by which bun can be told of a registry, or of code to load. */
function traps(): Readonly<Record<string, string>> {
  for (const folder of [programs, join(root, 'home'), join(root, 'cwd'), join(root, 'parent')]) {
    const mark = JSON.stringify(join(root, 'preloaded'));
    writeFileSync(join(folder, '.npmrc'), `registry=${trapUrl}\n`);
    writeFileSync(join(folder, 'preload.js'), `require('node:fs').writeFileSync(${mark}, '');`);
    const bunfig = `preload = ["${join(folder, 'preload.js')}"]\n[install]\nregistry = "${trapUrl}"\nauto = "force"\n`;
    for (const name of ['bunfig.toml', '.bunfig.toml']) writeFileSync(join(folder, name), bunfig);
    writeFileSync(join(folder, '.env'), `BUN_CONFIG_REGISTRY=${trapUrl}\nNPM_CONFIG_REGISTRY=${trapUrl}\n`);
  }
  return {
    HOME: join(root, 'home'),
    BUN_CONFIG_REGISTRY: trapUrl,
    NPM_CONFIG_REGISTRY: trapUrl,
    BUN_INSTALL_CACHE_DIR: join(root, 'cache'),
    TMPDIR: join(root, 'home'),
  };
}

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const commands: readonly (readonly string[])[] = [
  ['registry', 'add', 'r.example.com', 'u', 'p', '--skip-validate'],
  ['registry', 'list'],
  ['registry', 'get', 'r.example.com'],
  ['registry', 'update', 'r.example.com', 'u', 'p', '--skip-validate'],
  ['registry', 'token', 'r.example.com'],
  ['registry', 'refresh'],
  ['registry', 'check'],
  ['registry', 'add', host, 'awsauto', 'awsauto', '--skip-validate'],
  ['doctor'],
  ['store', 'rekey', 'keyring'],
  ['store', 'init'],
  ['configure-docker', '--all'],
  ['completion', 'bash'],
  ['--help'],
  ['--version'],
  ['registry', 'del', 'r.example.com'],
];

// Node installs nothing by itself.
describe.skipIf(runsOnNode).each([
  ['files', {}],
  ['a database', { TS_REG_STORE: 'postgres://u:p@127.0.0.1:1/x?sslmode=disable' }],
] as const)('with a store in %s', (_, store) => {
  it.each([
    ['file', 'key: file\n', {}],
    ['keyring', 'key: keyring\n', {}],
    ['passphrase', 'key: passphrase\n', { TS_REG_PASSPHRASE: 'correct horse' }],
    ['TS_REG_KEY', '', { TS_REG_KEY: Buffer.alloc(32, 7).toString('base64') }],
  ] as const)(
    'and the key %s no command asks a registry of packages',
    async (kind, config, key) => {
      const { main, helperProgram } = installed();
      const home = join(root, 'home', 'store');
      mkdirSync(home, { mode: 0o700 });
      writeFileSync(join(home, 'config.yaml'), `${config}timeout: 1\n`, { mode: 0o600 });
      const environment = {
        ...traps(),
        ...store,
        ...key,
        TS_REG_HOME: home,
        AWS_EC2_METADATA_DISABLED: 'true',
        NODE_PG_FORCE_NATIVE: '1',
        HTTPS_PROXY: 'http://127.0.0.1:1',
      };
      const inCwd = (program: string, args: readonly string[], input = ''): Promise<Ended> =>
        run(program, args, { environment, cwd: join(root, 'cwd'), input });
      const added = await inCwd(main, commands[0] ?? []);
      if (kind === 'keyring' && !('TS_REG_STORE' in store)) {
        expect(added.stderr).toBe(
          `Error: key: keyring needs the npm package @napi-rs/keyring, which is not installed\nhint: npm install --prefix ${programs} @napi-rs/keyring\n`,
        );
      }
      await Promise.all(commands.slice(1).map((args) => inCwd(main, args)));
      await Promise.all(
        ['get', 'list', 'store', 'erase', 'version'].map((action) => inCwd(helperProgram, [action], 'r.example.com')),
      );
      expect(requests).toEqual([]);
      expect(existsSync(join(root, 'preloaded'))).toBe(false);
    },
    120_000,
  );
});

it.skipIf(runsOnNode)(
  'the executable loads the package beside it, and none of its parent or working folder',
  async () => {
    const { main } = installed();
    const home = join(root, 'home');
    writeFileSync(join(home, 'config.yaml'), 'key: keyring\n', { mode: 0o600 });
    const marks = [join(root, 'parent'), join(root, 'cwd'), home].map((folder) =>
      plant(folder, '@napi-rs/keyring', standIn),
    );
    const add = (): Promise<Ended> =>
      run(main, ['registry', 'add', 'r.example.com', 'u', 'p', '--skip-validate'], {
        environment: { ...traps(), TS_REG_HOME: home },
        cwd: join(root, 'cwd'),
      });
    expect((await add()).stderr).toContain('which is not installed');
    const mark = plant(programs, '@napi-rs/keyring', standIn);
    expect((await add()).stderr).toContain('the keyring holds no key');
    expect(Object.keys(JSON.parse(readFileSync(mark, 'utf8')) as object)).toEqual(['BUN_BE_BUN']);
    expect([marks.map(existsSync), requests]).toEqual([[false, false, false], []]);
  },
);
