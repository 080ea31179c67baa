/** A real tinyproxy on loopback; names that only exist there it leaves to a loopback proxy behind it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Tinyproxy {
  /** `http://USER:PASSWORD@127.0.0.1:PORT`, without the first part when nobody has to say who they are. */
  readonly url: string;
  /** `host:port` of each CONNECT that it took, in order; all of them without those that `clear` took away. */
  connects(): readonly string[];
  clear(): void;
  close(): Promise<void>;
}

export interface TinyproxyOptions {
  /** `http://127.0.0.1:PORT` of the proxy behind it. */
  readonly upstream: string;
  readonly user?: { readonly name: string; readonly password: string };
}

/** Starts it in the foreground; `close` ends it by its own pid. @throws {Error} when it is not installed. */
export async function startTinyproxy({ upstream, user }: TinyproxyOptions): Promise<Tinyproxy> {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-tinyproxy-'));
  const log = join(folder, 'log');
  const port = await freePort();
  const { host } = new URL(upstream);
  writeFileSync(
    join(folder, 'conf'),
    [
      `Port ${port}`,
      'Listen 127.0.0.1',
      'Timeout 60',
      'MaxClients 50',
      `LogFile "${log}"`,
      'LogLevel Connect',
      'Allow 127.0.0.1',
      `Upstream http ${host}`,
      ...(user ? [`BasicAuth ${user.name} ${user.password}`] : []),
      '',
    ].join('\n'),
  );
  const proxy = spawn('tinyproxy', ['-d', '-c', join(folder, 'conf')], { stdio: 'ignore' });
  await listening(proxy, port);
  let seen = 0;
  const all = (): readonly string[] =>
    Array.from(
      readFileSync(log, 'utf8').matchAll(/Request \(file descriptor \d+\): CONNECT (\S+) HTTP/g),
      ([, target = '']) => target,
    );
  return {
    url: `http://${user ? `${user.name}:${user.password}@` : ''}127.0.0.1:${port}`,
    connects: () => all().slice(seen),
    clear: () => {
      seen = all().length;
    },
    async close() {
      const ended = once(proxy, 'exit');
      proxy.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function listening(proxy: ChildProcess, port: number): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    proxy.once('error', reject).once('exit', (code) => {
      reject(new Error(`tinyproxy ended with ${code ?? 'a signal'}`));
    });
  });
  const answers = async (): Promise<void> => {
    for (;;) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'close').then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (isOpen) return;
      await wait(50);
    }
  };
  await Promise.race([answers(), failed]);
}
