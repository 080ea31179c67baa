/** Files or a database, by the settings: the same commands on both, by real processes on a real PostgreSQL. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStorage, type StorageSettings } from '../../src/assembly/storage.js';
import type { Settings } from '../../src/config/settings.js';
import { createRegistryStore } from '../../src/library/library.js';
import { Secret } from '../../src/secret.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const ecrHost = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const sharedKey = Buffer.alloc(32, 1).toString('base64');

let server: TestPostgres;
let aws: LoopbackAws;
let url: string;
const homes: string[] = [];

beforeAll(async () => {
  server = await startPostgres({ settings: ['log_connections=on'] });
});
afterAll(() => server.close());
beforeEach(async () => {
  url = server.url();
  aws = await startLoopbackAws({
    keys: [{ ...key, account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci' }],
  });
});
afterEach(async () => {
  await aws.close();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

interface Machine {
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  tsReg(...args: readonly string[]): Promise<Ended>;
  /** `docker-credential-ts-reg get`. */
  get(address: string): Promise<Ended>;
}

/** A machine of the team: a home of its own, the database and the key of all. */
function machine(more: Readonly<Record<string, string>> = {}): Machine {
  const home = mkdtempSync(join(tmpdir(), 'ts-reg-machine-'));
  homes.push(home);
  const environment = {
    TS_REG_HOME: home,
    TS_REG_STORE: url,
    TS_REG_KEY: sharedKey,
    AWS_ENDPOINT_URL: aws.url,
    ...more,
  };
  return {
    home,
    environment,
    tsReg: (...args) => run(tsReg, args, { environment }),
    get: (address) => run(helper, ['get'], { environment, input: address }),
  };
}

const addEcr = [
  'registry',
  'add',
  ecrHost,
  key.accessKeyId,
  key.secretAccessKey,
  '--registry-type',
  'awsecr',
  '--skip-validate',
];

describe('machines that share a database', () => {
  it("see each other's registries, and share one token", async () => {
    const [one, other] = [machine(), machine()];
    expect(await one.tsReg(...addEcr)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await other.tsReg('registry', 'list')).stdout).toContain(ecrHost);
    const tokens = await Promise.all([one, other, one, other].map((each) => each.tsReg('registry', 'token', ecrHost)));
    expect(new Set(tokens.map(({ stdout }) => stdout)).size).toBe(1);
    expect(aws.isValidToken(tokens[0]?.stdout.trim() ?? '')).toBe(true);
    expect(aws.count('GetAuthorizationToken')).toBe(1);
    expect(await other.tsReg('registry', 'del', ecrHost)).toMatchObject({ exitCode: 0 });
    expect((await one.tsReg('registry', 'get', ecrHost)).exitCode).toBe(1);
  });

  it('are served from their own copy of the token, without a connection', async () => {
    const one = machine();
    await one.tsReg(...addEcr);
    const before = await one.get(ecrHost);
    expect(server.log).toContain('connection received');
    const connections = server.log.length;
    const after = await one.get(ecrHost);
    expect(after).toEqual({ ...before, exitCode: 0 });
    expect(server.log.slice(connections)).not.toContain('connection received');
  });

  it('are told of a database without a store, and make none by looking', async () => {
    const one = machine();
    for (const command of [['list'], ['token', ecrHost]])
      expect(await one.tsReg('registry', ...command)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('hint: create them: ts-reg store prepare') as string,
      });
    const schema = new URL(url).searchParams.get('schema');
    expect(await server.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])).toEqual([]);
  });

  it('are refused with another key, in one line that names the store, and nothing is written', async () => {
    await machine().tsReg(...addEcr);
    const stranger = machine({ TS_REG_KEY: Buffer.alloc(32, 2).toString('base64') });
    const refused = await stranger.tsReg('registry', 'add', 'r.example', 'ci', 'p', '--skip-validate');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^Error: TS_REG_KEY does not match store [0-9a-f]{32} in schema .*\nhint: .*\n$/);
    expect((await machine().tsReg('registry', 'list')).stdout).not.toContain('r.example');
  });

  it('are told where the key is when they lack it', async () => {
    const [first, second] = [machine({ TS_REG_KEY: '' }), machine({ TS_REG_KEY: '' })];
    expect(await first.tsReg('registry', 'add', 'r.example', 'ci', 'p', '--skip-validate')).toMatchObject({
      exitCode: 0,
    });
    const refused = await second.tsReg('registry', 'token', 'r.example');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'hint: use the key that all machines of this store share: export TS_REG_KEY_FILE=/path/to/shared-key\n',
    );
    expect(await second.tsReg('registry', 'add', 's.example', 'ci', 'p', '--skip-validate')).toMatchObject({
      exitCode: 2,
    });
    expect(readdirSync(second.home)).not.toContain('key');
    copyFileSync(join(first.home, 'key'), join(second.home, 'key'));
    expect((await second.tsReg('registry', 'token', 'r.example')).stdout).toBe('p\n');
  });

  it('are looked at by doctor, which tells the database but not its password', async () => {
    const one = machine();
    await one.tsReg('registry', 'add', '127.0.0.1:1', 'ci', 'p', '--skip-validate');
    const { stdout, stderr } = await one.tsReg('doctor');
    expect(stdout).toMatch(/^ok +store: in schema \w+ of database postgres on 127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^ok +store: 1 record opens with the key$/m);
    expect(stdout + stderr).not.toContain(new URL(url).password);
  });
});

describe('a database that is down', () => {
  it('stops no pull while this machine has a usable token, and writes fail with its name', async () => {
    const down = await startPostgres();
    url = down.url();
    const one = machine();
    await one.tsReg(...addEcr);
    const { stdout } = await one.tsReg('registry', 'token', ecrHost);
    const files = readdirSync(join(one.home, 'tokens'));
    await down.close();
    expect(JSON.parse((await one.get(ecrHost)).stdout)).toMatchObject({ Secret: stdout.trim() });
    // A repository may have a record of its own: the hot path does not answer, and the store cannot be asked.
    expect(await one.get(`${ecrHost}/team/app`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(stdout.trim()) as string,
    });
    expect(await one.tsReg('registry', 'token', ecrHost)).toMatchObject({ exitCode: 0, stdout });
    const refused = await one.tsReg('registry', 'add', 'r.example', 'ci', 'p', '--skip-validate');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(`127.0.0.1:${down.port}`);
    expect(refused.stderr).not.toContain(new URL(url).password);
    expect(readdirSync(join(one.home, 'tokens'))).toEqual(files);
  });
});

describe('storage', () => {
  const world = { environment: {}, platform: 'linux', clock: () => Date.now(), askPassphrase: undefined };
  const silent = { warn: () => undefined, debug: () => undefined };

  function settings(store: Settings['store']): StorageSettings {
    const { home } = machine();
    const paths = {
      configFile: join(home, 'config.yaml'),
      keyFile: join(home, 'key'),
      tokenKeyFile: join(home, 'token-key'),
      dataFolder: home,
    };
    return {
      paths,
      key: { kind: 'environment', key: new Secret(sharedKey) },
      store,
      timeoutMs: 1_000,
      caFile: undefined,
      allowAmbientRole: false,
      configState: { text: '', changedAt: 0 },
    };
  }

  it('reads an empty store where there is none and one may be made, and closes without having been used', async () => {
    for (const store of [{ kind: 'file' }, { kind: 'postgres', url: new Secret(url) }] as const) {
      const storage = await openStorage(
        { ...world, interrupted: new AbortController().signal },
        settings(store),
        silent,
      );
      await storage.close();
      expect(await storage.records.list({ mayBeAbsent: true })).toEqual({ records: [], damaged: [] });
      expect(storage.rekey === undefined).toBe(store.kind === 'postgres');
      await storage.close();
    }
  });

  it('refuses a URL that is invalid, without showing it', async () => {
    const broken = { kind: 'postgres', url: new Secret('postgres://ci:hunter2@db/x/y') } as const;
    const opening = openStorage({ ...world, interrupted: new AbortController().signal }, settings(broken), silent);
    await expect(opening).rejects.toMatchObject({
      kind: 'usage',
      message: expect.not.stringContaining('hunter2') as string,
    });
  });

  it('gives the locks in the database back when it is interrupted', async () => {
    const interrupt = new AbortController();
    const chosen = settings({ kind: 'postgres', url: new Secret(url) });
    await machine().tsReg(...addEcr);
    const storage = await openStorage({ ...world, interrupted: interrupt.signal }, chosen, silent);
    const other = await openStorage(
      { ...world, interrupted: new AbortController().signal },
      { ...chosen, paths: settings(chosen.store).paths, timeoutMs: 60_000 },
      silent,
    );
    const holding = new Promise<void>((held) => {
      storage.tokens
        .withLock(
          ecrHost,
          { wait: true },
          () =>
            new Promise(() => {
              held();
            }),
        )
        .catch(() => undefined);
    });
    await holding;
    const waiting = other.tokens.withLock(ecrHost, { wait: true }, () => Promise.resolve('ours'));
    interrupt.abort('SIGINT');
    expect(await waiting).toBe('ours');
    await other.close();
  });
});

describe('the library', () => {
  it('serves programs from the shared database, and ends its connection', async () => {
    const one = machine();
    const store = createRegistryStore({ environment: one.environment });
    await store.add('r.example', { user: 'ci', secret: 'p', validate: false });
    expect((await one.tsReg('registry', 'token', 'r.example')).stdout).toBe('p\n');
    await store.close();
    const schema = new URL(url).searchParams.get('schema');
    expect(
      await server.query('SELECT query FROM pg_stat_activity WHERE application_name = $1', ['ts-reg']),
      `of ${schema ?? ''}`,
    ).toEqual([]);
  });
});
