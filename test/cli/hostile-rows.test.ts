/**
 * Rows of a role that may insert into a shared store but has no key: what is good is served, what is not is named on
 * stderr in printable lines, and nothing of it reaches stdout. Whole processes on a real PostgreSQL.
 */
import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistryStore } from '../../src/library/library.js';
import { formatRecord } from '../../src/storage/record-file.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { someRecord } from '../storage/store-in-temp.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { postgresPassword, startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

/** Names outside the grammar, and what the rows are called on stderr. */
const hostileNames = [
  ['x$(touch${IFS}y)', "'x$(touch${IFS}y)'"],
  ['`touch y`.example', "'`touch y`.example'"],
  ['{touch,y}', "'{touch,y}'"],
  ['-x', "'-x'"],
  ['../../evil', "'../../evil'"],
  ['*', "'*'"],
  ['https://d.example', "'https://d.example'"],
  ['Upper.Example', "'Upper.Example'"],
  ['\u001b[2Jc\u0007', String.raw`'\u{1b}[2Jc\u{7}'`],
  ['line\nError: done', String.raw`'line\u{a}Error: done'`],
  ['g\u202egro.live', String.raw`'g\u{202e}gro.live'`],
  [`q'"\\.example`, `'q'"\\.example'`],
] as const;
/** A name of the grammar whose record is not this store's, and others whose file is no record at all. */
const forged = ['a.example', 'docker.io', 'forged.example:5000/team', 'big-user.example'];
const broken: readonly (readonly [string, Buffer])[] = [
  ['empty.example', Buffer.alloc(0)],
  ['array.example', Buffer.from('[]\n""\n')],
  ['twice.example', Buffer.from('{"format":"ts-reg record","format":"ts-reg record","schema":1,"schema":1}\n""\n')],
  ['nested.example', Buffer.from('['.repeat(60_000))],
  ['long.example', Buffer.alloc(71_680, 0x20)],
  ['newer.example', Buffer.from('{"format":"ts-reg record","schema":99}\n""\n')],
];
const hostile = [...hostileNames.map(([name]) => name), ...forged, ...broken.map(([name]) => name)];
/** One of each kind: a process for each. */
const asked = ['x$(touch${IFS}y)', '*', 'Upper.Example', 'line\nError: done', 'a.example', 'docker.io', 'long.example'];

let server: TestPostgres;
let registry: LoopbackRegistry;
let home: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  [server, registry] = await Promise.all([
    startPostgres(),
    startLoopbackRegistry({ accepts: (user, password) => user === 'good-user' && password === 'good-password' }),
  ]);
  home = mkdtempSync(join(tmpdir(), 'ts-reg-rows-'));
  const url = server.url({ more: 'sslmode=disable' });
  const schema = `"${new URL(url).searchParams.get('schema') ?? ''}"`;
  const key = Buffer.alloc(32, 1).toString('base64');
  environment = { TS_REG_HOME: join(home, 'ts-reg'), HOME: home, TS_REG_STORE: url, TS_REG_KEY: key };
  const added = await command(['registry', 'add', registry.authority, 'good-user', 'good-password', '--insecure']);
  expect([added.exitCode, added.stderr]).toEqual([0, '']);
  const role = await server.role();
  await server.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}; GRANT SELECT, INSERT ON ${schema}.record TO ${role}`);
  const [row] = await server.query(`SELECT convert_from(meta, 'UTF8')::json->>'store' AS id FROM ${schema}.store`);
  await insertAs(role, { table: `${schema}.record`, storeId: String(row?.['id']) });
}, 60_000);
afterAll(async () => {
  await Promise.all([server.close(), registry.close()]);
  rmSync(home, { recursive: true, force: true });
});

async function insertAs(role: string, to: { readonly table: string; readonly storeId: string }): Promise<void> {
  const { table, storeId } = to;
  const foreignKey = deriveRecordKey(createSecretKey(Buffer.alloc(32, 9)), storeId);
  const address = { host: '127.0.0.1', port: server.port, database: 'postgres', ssl: false };
  const client = new pg.Client({ ...address, user: role, password: postgresPassword });
  await client.connect();
  const insert = (name: string, file: Buffer): Promise<unknown> =>
    client.query(`INSERT INTO ${table} (registry, version, file) VALUES ($1, 1, $2)`, [name, file]);
  for (const name of [...hostileNames.map(([hostileName]) => hostileName), ...forged]) {
    const record = { ...someRecord(name), user: name.startsWith('big') ? 'u'.repeat(60_000) : 'canary-user' };
    await insert(name, formatRecord(record, { storeId, key: foreignKey, further: {} }));
  }
  for (const [name, file] of broken) await insert(name, file);
  await insert('z'.repeat(2_000), Buffer.alloc(1));
  await client.end();
}

function command(args: readonly string[], more: Readonly<Record<string, string>> = {}, input = ''): Promise<Ended> {
  return run(tsReg, args, { environment: { ...environment, ...more }, input });
}

/** Each row in one printable line of stderr with the way on; of none of them anything on stdout. */
function expectNamed({ stdout, stderr }: Ended): void {
  for (const line of stderr.split('\n')) expect(line).toMatch(/^[ -~]{0,300}$/);
  const lines = stderr.split('\n').filter((line) => line.startsWith('Error: '));
  for (const [, shown] of hostileNames)
    expect(lines.filter((line) => line.includes(`row ${shown} of`))).toHaveLength(1);
  for (const name of [...forged, ...broken.map(([one]) => one)])
    expect(lines.filter((line) => line.includes(`row '${name}' of`))).toHaveLength(1);
  expect(stderr).toContain('longer than 1024 bytes');
  expect(stderr.match(/^hint: .*$/gm)?.filter((line) => line !== 'hint: ts-reg doctor')).toEqual([]);
  expectAbsent(stdout);
}

function expectAbsent(stdout: string): void {
  for (const name of hostile.filter((one) => one.length > 2)) expect(stdout).not.toContain(name);
  expect(stdout).not.toContain('canary-user');
  expect(stdout).not.toMatch(/touch|zzzz|uuuu/);
}

describe('with the key of the store', () => {
  it.each([
    ['list', ['registry', 'list']],
    ['list --wide', ['registry', 'list', '--wide']],
  ])('%s shows the good row alone', async (_, args) => {
    const ended = await command(args);
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout.trim().split('\n')).toHaveLength(2);
    expect(ended.stdout).toContain(registry.authority);
    expectNamed(ended);
  });

  it('list --json is a document of the good row alone', async () => {
    const { exitCode, stdout, stderr } = await command(['--json', 'registry', 'list']);
    expect([exitCode, JSON.parse(stdout)]).toEqual([2, [expect.objectContaining({ registry: registry.authority })]]);
    expect(stderr).toMatch(/^[ -~\n]*$/);
    expect(stderr.match(/"message":/g)).toHaveLength(hostile.length + 1);
  });

  it.each(['check', 'refresh'])('%s looks at the good row, and at no other', async (verb) => {
    const seen = registry.requests.length;
    const ended = await command(['registry', verb]);
    expect(ended.exitCode).toBe(2);
    expectNamed(ended);
    if (verb === 'check') expect(registry.requests.length).toBeGreaterThan(seen);
  });

  it('doctor names every row, with a way on that can be followed', async () => {
    const { exitCode, stdout } = await command(['doctor']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^[ -~\n]*$/);
    expect(stdout).toContain('1 record opens with the key');
    for (const [, shown] of hostileNames) expect(stdout).toContain(`row ${shown} of`);
    const fixes = stdout.match(/^ +fix: .*$/gm) ?? [];
    expect(fixes.filter((fix) => /touch|\bmv\b|canary/.test(fix))).toEqual([]);
    for (const name of forged) expect(stdout).toContain(`ts-reg registry del ${name}\n`);
  });

  it('configure-docker --all names the good row alone', async () => {
    const ended = await command(['configure-docker', '--all']);
    expect(ended.exitCode).toBe(2);
    expectNamed({ ...ended, stderr: ended.stderr.replaceAll(/^(?!Error|hint).*\n/gm, '') });
    const config = readFileSync(join(home, '.docker', 'config.json'), 'utf8');
    expect(JSON.parse(config)).toEqual({ credHelpers: { [registry.authority]: 'ts-reg' } });
  });

  it('the helper lists and gets the good row', async () => {
    const listed = await run(helper, ['list'], { environment });
    expect([listed.exitCode, JSON.parse(listed.stdout)]).toEqual([0, { [registry.authority]: 'good-user' }]);
    expectNamed(listed);
    const got = await run(helper, ['get'], { environment, input: registry.authority });
    expect([got.exitCode, got.stderr]).toEqual([0, '']);
    expect(JSON.parse(got.stdout)).toMatchObject({ Username: 'good-user', Secret: 'good-password' });
  });

  it.each(asked)('the helper and kubelet get nothing of row %j', async (name) => {
    const got = await run(helper, ['get'], { environment, input: name });
    expect([got.exitCode, got.stdout]).toEqual([1, expect.not.stringMatching(/canary|Username/)]);
    expect(got.stdout).toMatch(/^[ -~]+\n$/);
    const request = { apiVersion: 'credentialprovider.kubelet.k8s.io/v1', kind: 'CredentialProviderRequest' };
    const answered = await command(
      ['kubelet-credential-provider'],
      {},
      JSON.stringify({ ...request, image: `${name}/i` }),
    );
    expect(answered.stdout).not.toMatch(/canary|"auth":\{"/);
    expect(answered.stderr).toMatch(/^[ -~\n]*$/);
  });

  it('completion offers none of them, and waits for no database', async () => {
    const { stdout, exitCode } = await command(['complete', '--', 'registry', 'get', '']);
    expect(exitCode).toBe(0);
    expectAbsent(stdout);
  });

  it('the library answers with the good row, and throws for one that does not open', async () => {
    const store = createRegistryStore({ environment: { ...environment } });
    try {
      expect((await store.list()).map(({ registry: name }) => name)).toEqual([registry.authority]);
      await expect(store.get('a.example')).rejects.toMatchObject({ kind: 'io' });
      expect(await store.get(registry.authority)).toMatchObject({ user: 'good-user' });
    } finally {
      await store.close();
    }
  });
});

describe.each([
  ['another key', Buffer.alloc(32, 2).toString('base64'), 'does not match store'],
  ['no key', '', 'is missing'],
  ['a key that is invalid', 'c2hvcnQ=', 'TS_REG_KEY'],
])('with %s', (_, key, words) => {
  it('no command shows a row, each ends with exit code 2', { timeout: 120_000 }, async () => {
    const commands = [
      ['registry', 'list'],
      ['--json', 'registry', 'list', '--wide'],
      ['registry', 'get', registry.authority],
      ['registry', 'check'],
      ['registry', 'refresh'],
      ['configure-docker', '--all'],
    ];
    const ended = await Promise.all(commands.map((args) => command(args, { TS_REG_KEY: key })));
    for (const { exitCode, stdout, stderr } of ended) {
      expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
      expect(stderr).not.toContain('row ');
    }
    for (const [verb, input] of [
      ['list', ''],
      ['get', registry.authority],
    ] as const) {
      const { exitCode, stdout } = await run(helper, [verb], {
        environment: { ...environment, TS_REG_KEY: key },
        input,
      });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining(words)]);
      expect(stdout).not.toContain(`${registry.authority}"`);
    }
    const doctor = await command(['doctor'], { TS_REG_KEY: key });
    expect([doctor.exitCode, doctor.stdout]).toEqual([expect.any(Number), expect.stringContaining('PROBLEM')]);
    expect(doctor.exitCode).not.toBe(0);
    expect(doctor.stdout).not.toContain('good-user');
  });
});
