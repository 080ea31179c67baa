/** A real PostgreSQL on loopback for one test file: its own folder, its own port, stopped by its own pid. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import type { Leaf } from './private-ca.js';

export interface PostgresOptions {
  readonly maxConnections?: number;
  /** Further settings, `name=value`; they win over those for speed. */
  readonly settings?: readonly string[];
  /** Speaks TLS with this certificate, beside plain text. */
  readonly tls?: Leaf;
}

export interface UrlParts {
  readonly user?: string;
  readonly password?: string;
  readonly schema?: string;
  readonly host?: string;
  /** More parameters: `sslmode=require`. */
  readonly more?: string;
}

type Row = Readonly<Record<string, unknown>>;

const superuser = 'postgres';
export const postgresPassword = 'canary-database-password';

/** Starts a server; `close` stops it and removes everything. Takes about two seconds. */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const binaries = postgresBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-pg-'));
  const own = (path: string): void => {
    if (binaries.user) chownSync(path, binaries.user.uid, binaries.user.gid);
  };
  own(folder);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${postgresPassword}\n`);
  own(passwordFile);
  const data = join(folder, 'data');
  const initdb = [
    '-D',
    data,
    '-U',
    superuser,
    '--pwfile',
    passwordFile,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C',
    '-N',
    '--no-instructions',
  ];
  execFileSync(binaries.initdb, initdb, { ...binaries.user, stdio: 'pipe', cwd: folder });
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=32MB',
    `max_connections=${options.maxConnections ?? 100}`,
    ...(options.settings ?? []),
  ];
  if (options.tls) {
    for (const [name, text] of [
      ['server.crt', options.tls.cert],
      ['server.key', options.tls.key],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, text);
      chmodSync(path, 0o600);
      own(path);
      settings.push(`${name === 'server.crt' ? 'ssl_cert_file' : 'ssl_key_file'}=${path}`);
    }
    settings.push('ssl=on');
  }
  const server = new TestPostgres({ binaries, folder, data, settings, port: await freePort() });
  await server.start();
  return server;
}

interface ServerParts {
  readonly binaries: PostgresBinaries;
  readonly folder: string;
  readonly data: string;
  readonly settings: readonly string[];
  readonly port: number;
}

export class TestPostgres {
  readonly port: number;
  /** Everything that the server wrote about itself and its clients. */
  log = '';
  readonly #parts: ServerParts;
  #process: ChildProcess | undefined;
  readonly #onExit = (): void => {
    this.#process?.kill('SIGKILL');
  };

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.port = parts.port;
    mkdirSync(parts.folder, { recursive: true });
    process.on('exit', this.#onExit);
  }

  /** Pid of the running server. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  async start(): Promise<void> {
    const { binaries, data, settings, port } = this.#parts;
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const server = spawn(binaries.postgres, args, {
      ...binaries.user,
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: this.#parts.folder,
      env: { LC_ALL: 'C' },
    });
    this.#process = server;
    await new Promise<void>((resolve, reject) => {
      const seen = this.log.length;
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
        if (this.log.slice(seen).includes('ready to accept connections')) resolve();
      });
      server.once('error', reject).once('exit', (code) => {
        reject(new Error(`PostgreSQL ended with ${code ?? 'a signal'}: ${this.log.slice(seen)}`));
      });
    });
  }

  /** `SIGINT`: sessions are ended, as in a planned restart; `SIGQUIT`: as in a crash. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server?.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    process.off('exit', this.#onExit);
    rmSync(this.#parts.folder, { recursive: true, force: true });
    this.#parts.binaries.dispose();
  }

  /** The URL of a store in a schema of its own that does not exist yet, unless told. */
  url(parts: UrlParts = {}): string {
    const {
      user = superuser,
      password = postgresPassword,
      schema = freshName('s'),
      host = '127.0.0.1',
      more = '',
    } = parts;
    return `postgres://${user}:${encodeURIComponent(password)}@${host}:${this.port}/postgres?schema=${schema}${more === '' ? '' : `&${more}`}`;
  }

  /** Runs SQL as the superuser, on a connection of its own. */
  async query(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: this.port,
      user: superuser,
      password: postgresPassword,
      database: 'postgres',
      ssl: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Row>(sql, [...values]);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** A role that may log in, with a password and no rights; answers its name. */
  async role(): Promise<string> {
    const name = freshName('r');
    await this.query(`CREATE ROLE ${name} LOGIN PASSWORD '${postgresPassword}'`);
    return name;
  }
}

/** A name that no other test has. */
export function freshName(prefix: string): string {
  return `${prefix}${randomBytes(6).toString('hex')}`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
