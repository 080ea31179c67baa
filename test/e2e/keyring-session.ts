/** A session of its own with a real keyring: Debian's dbus-daemon and gnome-keyring, in a temporary home. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/spawned.js';

export interface KeyringSession {
  /** What a program needs to be of this session. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every secret of the service `ts-reg` that the keyring holds. */
  secrets(): Promise<readonly string[]>;
  /** Locks the login keyring; nobody is there to unlock it. */
  lock(): Promise<void>;
  dispose(): Promise<void>;
}

export async function startKeyringSession(): Promise<KeyringSession> {
  const home = mkdtempSync(join(tmpdir(), 'ts-reg-keyring-'));
  const own = { HOME: home, XDG_RUNTIME_DIR: home };
  const children: ChildProcess[] = [];
  const start = (
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): ChildProcess => {
    const child = spawn(program, args, {
      env: { PATH: process.env['PATH'], ...own, ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    children.push(child);
    return child;
  };
  const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address'], {});
  const session = { ...own, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) };
  const keyring = start('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], session);
  keyring.stdin?.end('a login password');
  await onBus('org.freedesktop.secrets', session);
  const secretTool = (...args: readonly string[]): ReturnType<typeof run> =>
    run('secret-tool', args, { environment: session });
  return {
    environment: { DBUS_SESSION_BUS_ADDRESS: session.DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR: home },
    async secrets() {
      const { stdout } = await secretTool('search', '--all', 'service', 'ts-reg');
      return Array.from(stdout.matchAll(/^secret = (.+)$/gm), (match) => match[1] ?? '');
    },
    async lock() {
      await secretTool('lock', '--collection=login');
    },
    async dispose() {
      for (const child of children.reverse()) await ended(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function onBus(name: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const question = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
    `string:${name}`,
  ];
  for (let tries = 0; tries < 200; tries += 1) {
    const { stdout } = await run('dbus-send', question, { environment });
    if (stdout.includes('boolean true')) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${name} did not come to the session bus`);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject).on('exit', (code) => {
      reject(new Error(`${child.spawnfile} ended with ${String(code)} before it was ready`));
    });
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const [line, ...more] = text.split('\n');
      if (more.length > 0) resolve(line ?? '');
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGTERM');
  });
}
