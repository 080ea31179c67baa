/**
 * The shared store: what is in the database, in the server's log and on this machine holds no secret, and no message
 * holds the URL's password.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { postgresPassword, startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Ended, helper, tsReg } from '../support/spawned.js';
import { type Canary, canaryText, sightings } from './canary.js';
import { type WatchedOptions, type WatchedProcesses, watchProcesses } from './watched-processes.js';

const ecrHost = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const password = canaryText('password');
const secretAccessKey = canaryText('secret access key');
const wrong = canaryText('wrong');
const keyBytes = randomBytes(32);
const canaries: readonly Canary[] = [
  ...Object.entries({ password, secretAccessKey, wrong, "the URL's password": postgresPassword }).map(
    ([name, text]) => ({ name, bytes: Buffer.from(text) }),
  ),
  { name: 'key', bytes: keyBytes },
];

let server: TestPostgres;
let aws: LoopbackAws;
let watched: WatchedProcesses;
let url: string;

beforeAll(async () => {
  server = await startPostgres({ settings: ['log_statement=all', 'log_min_messages=debug1'] });
});
afterAll(() => server.close());
beforeEach(async () => {
  url = server.url();
  watched = watchProcesses(canaries);
  aws = await startLoopbackAws({
    keys: [
      {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey,
        account: '123456789012',
        arn: 'arn:aws:iam::123456789012:user/ci',
      },
    ],
  });
});
afterEach(async () => {
  watched.dispose();
  await aws.close();
});

function shared(
  program: string,
  args: readonly string[],
  { environment, ...options }: WatchedOptions = {},
): Promise<Ended> {
  return watched.run(program, args, {
    ...options,
    environment: {
      TS_REG_STORE: url,
      TS_REG_KEY: keyBytes.toString('base64'),
      AWS_ENDPOINT_URL: aws.url,
      ANCHORE_CLI_DEBUG: 'y',
      ...environment,
    },
  });
}

/** Every byte of every table of the store, as text in which sealed files are hex. */
async function dump(): Promise<Buffer> {
  const schema = new URL(url).searchParams.get('schema') ?? '';
  const parts = await Promise.all(
    ['store', 'record', 'token'].map(async (table) => {
      const rows = await server.query(`SELECT * FROM "${schema}".${table}`);
      expect(rows.length, table).toBeGreaterThan(0);
      return rows
        .flatMap((row) => Object.values(row))
        .map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value))));
    }),
  );
  return Buffer.concat(parts.flat());
}

it('neither its rows nor its log hold a password, a key or a token', async () => {
  for (const [registry, user, given] of [
    ['r.example', 'ci', password],
    [ecrHost, 'AKIAIOSFODNN7EXAMPLE', secretAccessKey],
  ] as const) {
    const added = await shared(tsReg, ['registry', 'add', registry, user, '--password-stdin', '--skip-validate'], {
      input: given,
    });
    expect(added.exitCode, added.stderr).toBe(0);
  }
  const { stdout } = await shared(tsReg, ['registry', 'token', ecrHost], { asked: true });
  const token = { name: 'token', bytes: Buffer.from(stdout.trim()) };
  expect(aws.isValidToken(stdout.trim())).toBe(true);
  await shared(helper, ['get'], { input: ecrHost, asked: true });
  for (const args of [
    ['registry', 'list', '--wide'],
    ['registry', 'refresh', '--force'],
    ['registry', 'update', 'r.example', 'ci', '--password-stdin', '--skip-validate'],
    ['doctor'],
  ])
    await shared(tsReg, args, { input: password });
  expect(sightings(await dump(), [...canaries, token])).toEqual([]);
  // With the parameters of every statement.
  expect(server.log).toMatch(/parameters: .*r\.example/i);
  expect(sightings(Buffer.from(server.log), [...canaries, token])).toEqual([]);
  expect(watched.leaks()).toEqual([]);
});

it('a failed exchange that is kept for those who waited for it holds none', async () => {
  await shared(tsReg, ['registry', 'add', ecrHost, 'AKIAIOSFODNN7EXAMPLE', '--password-stdin', '--skip-validate'], {
    input: wrong,
  });
  const refused = await Promise.all([1, 2, 3].map(() => shared(tsReg, ['registry', 'token', ecrHost])));
  expect(refused.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
  expect(sightings(await dump(), canaries)).toEqual([]);
  expect(watched.leaks()).toEqual([]);
});

it.each<[string, (good: string) => string]>([
  ['a wrong password', (good) => good.replace(postgresPassword, wrong)],
  ['no such database', (good) => good.replace('/postgres?', '/nowhere?')],
  ['no such user', (good) => good.replace('//postgres:', '//nobody:')],
  ['nobody listening', (good) => good.replace(/:\d+\//, ':1/')],
  ['a server without TLS', (good) => `${good}&sslmode=require`],
  ['an unknown parameter', (good) => `${good}&ssl_mode=require`],
  ['a URL that is invalid', (good) => good.replace('/postgres?', '/post/gres?')],
])('%s is told without the password', async (_, broken) => {
  const environment = { TS_REG_STORE: broken(url) };
  const ended = [
    await shared(tsReg, ['registry', 'list', '--debug'], { environment }),
    await shared(helper, ['get'], { environment, input: ecrHost }),
    await shared(tsReg, ['store', 'copy', 'file', 'database', '--debug'], { environment }),
  ];
  await shared(tsReg, ['doctor'], { environment });
  for (const { exitCode, stdout, stderr } of ended) {
    expect(exitCode).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/database|URL of the store/);
  }
  expect(watched.leaks()).toEqual([]);
});
