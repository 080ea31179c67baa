/**
 * Talks to the keyring of the session in a process of its own: a session bus that does not answer blocks the whole
 * process inside native code, where no timer runs (measured: minutes); a child can be killed.
 */
import { dirname } from 'node:path';
import { parseObject } from '../files/json-object.js';
import { hint } from '../../system/hint.js';

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
  /** Files from which the package `@napi-rs/keyring` is looked for, as Node does for an import in them. */
  readonly resolveFrom: readonly string[];
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Of the child (where the session bus is). A standalone executable needs it: undefined is that of this process, under Node alone. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Beside us, or beside the executable; a keyring that must be unlocked by hand does not answer in time. */
export const defaultKeyring: KeyringOptions = { resolveFrom: [import.meta.url, process.execPath], timeoutMs: 2_000 };

/** Puts the package where {@link defaultKeyring} looks for it: among the global ones of npm, or beside the executable. */
export const installKeyring =
  process.versions['bun'] === undefined ? hint`npm install --global @napi-rs/keyring` : hint`npm install --prefix ${dirname(process.execPath)} @napi-rs/keyring`;

/** CommonJS, for `-e`. The Secret Service is pinned: without it the package falls back to the kernel's keyring, gone at reboot. */
const childSource = `
const { createRequire } = require('node:module');
const answer = (value) => process.stdout.write(JSON.stringify(value));
const load = (files) => {
  for (const file of files) { try { return createRequire(file)('@napi-rs/keyring'); } catch {} }
};
let input = '';
process.stdin.setEncoding('utf8').on('data', (text) => { input += text; }).on('end', () => {
  const { action, account, secret, resolveFrom } = JSON.parse(input);
  const keyring = load(resolveFrom);
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
  // Loaded here: whoever does not use a keyring does not pay for it.
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const { environment } = options;
    // Before the clock of `timeout` begins.
    const started = performance.now();
    const child = spawn(process.execPath, ['-e', childSource], {
      // Not where the user is: the plain runtime (bun) would run what a bunfig.toml there names, and read its .env.
      cwd: dirname(process.execPath),
      // A standalone executable is told to be the plain runtime (Bun: BUN_BE_BUN); Node does not know the variable.
      ...(environment === undefined ? {} : { env: { ...environment, BUN_BE_BUN: '1' } }),
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
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
    child.stdin.end(JSON.stringify({ ...request, resolveFrom: options.resolveFrom }));
  });
}

/** Undefined for what is no answer of the child's. */
function parseAnswer(output: string): KeyringAnswer | undefined {
  const { kind, secret } = parseObject(output) ?? {};
  if (kind === 'done' && (typeof secret === 'string' || secret === null)) return { kind, secret };
  return kind === 'no-package' || kind === 'no-keyring' ? { kind } : undefined;
}
