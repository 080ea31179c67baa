/**
 * Talks to the keyring of the session in a process of its own: a session bus that does not answer blocks the whole
 * process inside native code, where no timer runs (measured: minutes); a child can be killed.
 */
import { dirname, join } from 'node:path';
import { hint } from '../../system/hint.js';
import { parseObject } from '../../system/json-object.js';
import { timeLimits } from '../../system/time-limits.js';

export interface KeyringRequest {
  readonly action: 'get' | 'set';
  /** Which entry of the service `ts-reg`. */
  readonly account: string;
  /** For `set`; travels through a pipe, never as an argument. */
  readonly secret?: string;
}

export type KeyringAnswer =
  /** `null`: the keyring answered, and has no such entry. */
  | { readonly kind: 'done'; readonly secret: string | null }
  | { readonly kind: 'no-package' }
  | { readonly kind: 'no-keyring' }
  /** The child ended without a word: the package, or what it is built for, does not fit this machine. */
  | { readonly kind: 'broken' }
  /** The time was up. */
  | { readonly kind: 'no-answer' };

export interface KeyringOptions {
  readonly package: KeyringPackage;
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Of this process; the child gets only what says where the session bus is. Default: empty. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Where the package `@napi-rs/keyring`, and the native one that it loads, may come from. */
export type KeyringPackage =
  /** As Node resolves an import in this file: what was installed with it. */
  | { readonly from: string }
  /** This `node_modules` and no other folder. */
  | { readonly folder: string };

/** bun's folder inside a compiled executable, where its scripts lie (on Windows a drive of its own). */
const isStandalone = /^file:\/\/\/(?:\$bunfs|B:\/~BUN|B:\/%7EBUN)\//i.test(import.meta.url);
const besideExecutable = dirname(process.execPath);

/** Installed with us, or beside the executable; a keyring that a person must unlock does not answer in time. */
export const defaultKeyring: KeyringOptions = {
  package: isStandalone ? { folder: join(besideExecutable, 'node_modules') } : { from: import.meta.url },
  timeoutMs: timeLimits.keyring,
};

/**
 * Puts the package where {@link defaultKeyring} looks for it: among the global ones of npm, or beside the executable.
 */
export const installKeyring = isStandalone
  ? hint`npm install --prefix ${besideExecutable} @napi-rs/keyring`
  : hint`npm install --global @napi-rs/keyring`;

/**
 * All that the child needs of the environment. The bus of a session is at DBUS_SESSION_BUS_ADDRESS, else at
 * $XDG_RUNTIME_DIR/bus (D-Bus specification, systemd); the login keychain of macOS is below HOME; programs of Windows
 * do not start without SYSTEMROOT. Everything else could hold a secret, or load code (NODE_OPTIONS, BUN_OPTIONS,
 * NODE_PATH, NAPI_RS_NATIVE_LIBRARY_PATH).
 */
const neededVariables = [
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  ...(process.platform === 'darwin' ? ['HOME'] : []),
  ...(process.platform === 'win32' ? ['SYSTEMROOT'] : []),
];

/**
 * bun would install what it cannot resolve, run what a bunfig.toml beside the executable names, and read a .env there.
 * Windows has no such path for an empty file of settings that bun is known to read.
 */
const bunFlags = ['--no-install', '--no-env-file', ...(process.platform === 'win32' ? [] : ['--config=/dev/null'])];

/**
 * CommonJS, for `-e`. The Secret Service is pinned: without it the package falls back to the kernel's keyring, gone at
 * reboot. With a folder, the package's own file gets a `require` that looks for packages in that folder alone: the one
 * of the runtime would go on in the parent folders when the native package is not there.
 */
const childSource = `
const { createRequire, isBuiltin } = require('node:module');
const { dirname, join } = require('node:path');
const answer = (value) => process.stdout.write(JSON.stringify(value));
const loadIn = (folder) => {
  const byPath = createRequire(join(folder, 'x.js'));
  const file = byPath.resolve(join(folder, '@napi-rs', 'keyring'));
  const own = (name) => byPath(join(name.startsWith('.') ? dirname(file) : folder, name));
  const bounded = (name) => isBuiltin(name) ? byPath(name) : own(name);
  const module = { exports: {} };
  const source = require('node:fs').readFileSync(file, 'utf8');
  const run = new Function('exports', 'require', 'module', '__filename', '__dirname', source);
  run(module.exports, bounded, module, file, dirname(file));
  return module.exports;
};
const load = (place) => {
  try {
    return place.folder === undefined ? createRequire(place.from)('@napi-rs/keyring') : loadIn(place.folder);
  } catch {}
};
let input = '';
process.stdin.setEncoding('utf8').on('data', (text) => { input += text; }).on('end', () => {
  const { action, account, secret, place } = JSON.parse(input);
  const keyring = load(place);
  if (!keyring) return answer({ kind: 'no-package' });
  try {
    const entry = new keyring.Entry('ts-reg', account, { linux: { store: 'secret-service' } });
    if (action === 'set') entry.setPassword(secret);
    answer({ kind: 'done', secret: action === 'get' ? entry.getPassword() : null });
  } catch { answer({ kind: 'no-keyring' }); }
});
`;

/** Asks the keyring once; the child is killed when the time is up. Never rejects. */
export async function askKeyring(request: KeyringRequest, options: KeyringOptions): Promise<KeyringAnswer> {
  // Loaded here, so that only users of a keyring pay for it.
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    // Before the clock of `timeout` begins.
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [...(process.versions['bun'] === undefined ? [] : bunFlags), '-e', childSource],
      {
        // Not where the user is: bun heeds a tsconfig.json and a package.json there.
        cwd: besideExecutable,
        env: childEnvironment(options.environment ?? {}),
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: options.timeoutMs,
        killSignal: 'SIGKILL',
        windowsHide: true,
      },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', () => {
      resolve({ kind: 'broken' });
    });
    child.on('close', () => {
      const isLate = performance.now() - started >= options.timeoutMs;
      resolve(parseAnswer(output) ?? { kind: isLate ? 'no-answer' : 'broken' });
    });
    // A child that is gone before it has read everything has its own way of saying so: its end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify({ ...request, place: options.package }));
  });
}

/** A standalone executable is switched to be the plain runtime (Bun: BUN_BE_BUN); Node does not know the variable. */
function childEnvironment(environment: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(neededVariables.map((name) => [name, environment[name]])), BUN_BE_BUN: '1' };
}

/** Undefined for what is no answer of the child's. */
function parseAnswer(output: string): KeyringAnswer | undefined {
  const { kind, secret } = parseObject(output) ?? {};
  if (kind === 'done' && (typeof secret === 'string' || secret === null)) return { kind, secret };
  return kind === 'no-package' || kind === 'no-keyring' ? { kind } : undefined;
}
