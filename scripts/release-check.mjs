/**
 * Runs the executables for other systems, as far as this machine can: Windows x64 under wine, Linux arm64 under qemu.
 * Takes those of build/release, and compiles what is not there. Installs wine and qemu from Debian when it runs as
 * root.
 * Usage: node scripts/release-check.mjs
 */
import { spawnSync } from 'node:child_process';
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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { targets } from './bun-runtime.mjs';
import { forwardingDll } from './forwarding-dll.mjs';
import { compile } from './standalone.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-release-check-'));
const secret = 'a secret of the release check';
const host = 'registry.example.com';

const machines = [
  {
    target: 'windows-x64',
    suffix: '.exe',
    packages: { '/usr/lib/wine/wine64': 'wine64' },
    start: ['/usr/lib/wine/wine64'],
    environment: { WINEPREFIX: join(folder, 'wine'), WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree,mshtml=' },
    hint: `hint: $env:TS_REG_HOME='/path/to/a/folder'`,
    // wine 8 has no bcryptprimitives.dll, whose one function fills memory with random bytes, as advapi32's does.
    prepare: (place) => {
      const name = 'bcryptprimitives.dll';
      writeFileSync(join(place, name), forwardingDll(name, 'ProcessPrng', 'advapi32.SystemFunction036'));
    },
    end: (environment) => spawnSync('/usr/lib/wine/wineserver64', ['-k'], { env: environment }),
  },
  {
    target: 'linux-arm64',
    suffix: '',
    packages: {
      '/usr/bin/qemu-aarch64-static': 'qemu-user-static',
      '/usr/aarch64-linux-gnu/lib/libc.so.6': 'libc6-arm64-cross',
    },
    start: ['/usr/bin/qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'],
    environment: {},
    hint: 'hint: export TS_REG_HOME=/path/to/a/folder',
    prepare: () => undefined,
    end: () => undefined,
  },
];

try {
  install(Object.assign({}, ...machines.map(({ packages }) => packages)));
  for (const machine of machines) check(machine);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Version, a stored password, the helper's answers, and an error with its hint. Sends nothing anywhere. */
function check({ target, suffix, start, environment, hint, prepare, end }) {
  const place = join(folder, target);
  mkdirSync(place);
  const program = join(place, `ts-reg${suffix}`);
  const helper = join(place, `docker-credential-ts-reg${suffix}`);
  copyFileSync(executable(target, suffix), program);
  linkSync(program, helper);
  prepare(place);
  const variables = { PATH: process.env.PATH, HOME: place, ...environment };
  // A file: wine shows the pipes and sockets of Linux to a Windows program as pipes that bun's streams refuse (EBADF).
  const run = (file, args, { input = '', more = {} } = {}) =>
    spawnSync('/bin/sh', ['-c', 'printf %s "$0" > stdin && exec "$@" < stdin', input, ...start, file, ...args], {
      env: { ...variables, ...more },
      cwd: place,
      encoding: 'utf8',
      timeout: 300_000,
    });
  /** @type {(what: string, result: import("node:child_process").SpawnSyncReturns<string>, wanted: any) => void} */
  const expected = (what, { status, stdout, stderr, error }, wanted) => {
    const texts = `${stdout}${stderr}`.replaceAll('\r\n', '\n');
    if (error || status !== wanted.status || !texts.includes(wanted.text))
      throw new Error(`${target}: ${what} ended with ${status}${error ? ` (${error.message})` : ''}:\n${texts}`);
    process.stdout.write(`${target}: ${what}\n`);
  };
  try {
    expected('ts-reg --version', run(program, ['--version']), { status: 0, text: `${version}\n` });
    expected(
      'ts-reg registry add',
      run(program, ['registry', 'add', host, 'ci', '--password-stdin', '--skip-validate'], { input: secret }),
      { status: 0, text: `Registry: ${host}\n` },
    );
    const answer = `{"ServerURL":"${host}","Username":"ci","Secret":"${secret}"}`;
    expected('docker-credential-ts-reg get', run(helper, ['get'], { input: host }), { status: 0, text: answer });
    expected('docker-credential-ts-reg list', run(helper, ['list']), { status: 0, text: `{"${host}":"ci"}` });
    expected('docker-credential-ts-reg get of another registry', run(helper, ['get'], { input: 'other.example.com' }), {
      status: 1,
      text: 'credentials not found in native keychain\n',
    });
    expected('ts-reg registry del', run(program, ['registry', 'del', host]), { status: 0, text: '' });
    expected('the hint of an error', run(program, ['registry', 'list'], { more: { TS_REG_HOME: 'relative' } }), {
      status: 2,
      text: hint,
    });
  } finally {
    end(variables);
  }
}

function executable(name, suffix) {
  const released = join(root, 'build', 'release', `ts-reg-${name}${suffix}`);
  if (existsSync(released)) return released;
  const target = targets.find((one) => one.name === name);
  return compile(target, join(root, 'build', 'release-check', name));
}

/** What is missing is an error, not a check left out. */
function install(packages) {
  const missing = Object.entries(packages).filter(([file]) => !existsSync(file));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  if (process.getuid?.() !== 0) throw new Error(`needs the Debian packages ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  if (status !== 0) throw new Error(`apt-get install ended with ${status}`);
}
