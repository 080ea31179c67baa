/** Debian's docker-registry as a loopback process: htpasswd or token authentication, plain or TLS. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenServer } from './token-server.js';

export interface RealRegistryOptions {
  /** `user: password`, for htpasswd. */
  readonly users?: Readonly<Record<string, string>>;
  readonly tokenServer?: TokenServer;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface RealRegistry {
  /** `127.0.0.1:PORT`, or `localhost:PORT` with TLS. */
  readonly authority: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a registry and waits until it answers. */
export async function startRealRegistry(options: RealRegistryOptions): Promise<RealRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-registry-'));
  const port = await freePort();
  const host = options.tls ? 'localhost' : '127.0.0.1';
  const configuration = join(folder, 'config.json');
  writeFileSync(configuration, JSON.stringify(configurationOf(options, folder, port)));
  const process = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  process.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  await untilListening(process, port, () => log);
  return {
    authority: `${host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        process.once('close', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        process.kill('SIGKILL');
      }),
  };
}

/** YAML is a superset of JSON: the registry reads this as its configuration. */
function configurationOf(options: RealRegistryOptions, folder: string, port: number): object {
  return {
    version: 0.1,
    log: { accesslog: { disabled: true }, level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, ...(options.tls ? { tls: tlsFiles(options.tls, folder) } : {}) },
    auth: options.tokenServer
      ? { token: { ...options.tokenServer.registryConfiguration } }
      : { htpasswd: { realm: 'loopback', path: htpasswdFile(options.users ?? {}, folder) } },
  };
}

function tlsFiles(tls: { readonly key: string; readonly cert: string }, folder: string): object {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  writeFileSync(key, tls.key, { mode: 0o600 });
  writeFileSync(certificate, tls.cert);
  return { key, certificate };
}

/** The registry accepts bcrypt only. */
function htpasswdFile(users: Readonly<Record<string, string>>, folder: string): string {
  const path = join(folder, 'htpasswd');
  const lines = Object.entries(users).map(([user, password]) =>
    execFileSync('htpasswd', ['-niB', '-C', '4', user], { input: password, encoding: 'utf8' }).trim(),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(process: ChildProcess, port: number, log: () => string): Promise<void> {
  const { connect } = await import('node:net');
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (process.exitCode !== null) throw new Error(`docker-registry ended: ${log()}`);
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => {
        resolve(false);
      });
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`docker-registry does not listen: ${log()}`);
}
