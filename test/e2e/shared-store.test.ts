/** Many machines on one database, as docker would ask them: whole processes, a real PostgreSQL, a loopback AWS. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolvePaths } from '../../src/config/paths.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';
import { someRecord } from '../storage/store-in-temp.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const ecrHost = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const sharedKey = Buffer.alloc(32, 1).toString('base64');
const machines = 40;

let server: TestPostgres;
let aws: LoopbackAws;
let url: string;
let homes: string;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  url = server.url();
  homes = mkdtempSync(join(tmpdir(), 'ts-reg-machines-'));
  aws = await startLoopbackAws({
    keys: [{ ...key, account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci' }],
  });
});
afterEach(async () => {
  await aws.close();
  rmSync(homes, { recursive: true, force: true });
});

function environmentOf(machine: number): Readonly<Record<string, string>> {
  return {
    TS_REG_HOME: join(homes, String(machine)),
    TS_REG_STORE: url,
    TS_REG_KEY: sharedKey,
    AWS_ENDPOINT_URL: aws.url,
  };
}

function onAll(ask: (environment: Readonly<Record<string, string>>) => Promise<Ended>): Promise<readonly Ended[]> {
  return Promise.all(Array.from({ length: machines }, (_, machine) => ask(environmentOf(machine))));
}

function passwordOf({ stdout }: Ended): unknown {
  return (JSON.parse(stdout) as { readonly Secret: unknown }).Secret;
}

it('a copy that is killed half-way is finished by the same command', async () => {
  const [home, count] = [join(homes, 'files'), 150];
  const { records } = openFileStore({
    paths: resolvePaths({ TS_REG_HOME: home }, 'linux', ''),
    key: { kind: 'environment', key: new Secret(sharedKey) },
    warn: () => undefined,
  });
  for (let number = 0; number < count; number += 1) await records.insert(someRecord(`r${number}.example`));
  const environment = { TS_REG_HOME: home, TS_REG_STORE: url, TS_REG_KEY: sharedKey };
  expect((await run(tsReg, ['store', 'prepare'], { environment })).exitCode).toBe(0);
  const table = `"${new URL(url).searchParams.get('schema') ?? ''}".record`;
  const copied = async (): Promise<number> =>
    Number((await server.query(`SELECT count(*) AS count FROM ${table}`))[0]?.['count']);
  const child = spawn(tsReg, ['store', 'copy', 'file', 'database'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: 'ignore',
  });
  while ((await copied()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const left = count - (await copied());
  expect(left).toBeGreaterThan(0);
  const again = await run(tsReg, ['store', 'copy', 'file', 'database'], { environment });
  expect(again).toMatchObject({
    exitCode: 0,
    stderr: `${left} copied, 0 replaced, ${count - left} already the same\n`,
  });
  expect((await run(tsReg, ['registry', 'token', `r${count - 1}.example`], { environment })).stdout).toBe(
    'canary-secret\n',
  );
});

describe(`${machines} machines at once`, () => {
  it('fetch one token together', async () => {
    const added = await run(
      tsReg,
      [
        'registry',
        'add',
        ecrHost,
        key.accessKeyId,
        key.secretAccessKey,
        '--registry-type',
        'awsecr',
        '--skip-validate',
      ],
      { environment: environmentOf(0) },
    );
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    const answers = await onAll((environment) => run(helper, ['get'], { environment, input: ecrHost }));
    expect(answers.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      answers.map(() => ({ exitCode: 0, stderr: '' })),
    );
    expect(new Set(answers.map(passwordOf)).size).toBe(1);
    expect(aws.count('GetAuthorizationToken')).toBe(1);
  });

  it('are all served from their own copies while the database is away', async () => {
    await run(
      tsReg,
      [
        'registry',
        'add',
        ecrHost,
        key.accessKeyId,
        key.secretAccessKey,
        '--registry-type',
        'awsecr',
        '--skip-validate',
      ],
      { environment: environmentOf(0) },
    );
    const before = await onAll((environment) => run(helper, ['get'], { environment, input: ecrHost }));
    await server.stop('SIGQUIT');
    try {
      expect(await onAll((environment) => run(helper, ['get'], { environment, input: ecrHost }))).toEqual(before);
    } finally {
      await server.start();
    }
  });

  it('make the store together, and lose none of their registries', async () => {
    const ended = await onAll((environment) =>
      run(
        tsReg,
        [
          'registry',
          'add',
          `r${environment['TS_REG_HOME']?.split('/').at(-1) ?? ''}.example`,
          'ci',
          'p',
          '--skip-validate',
        ],
        { environment },
      ),
    );
    expect(ended.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
    const { stdout } = await run(tsReg, ['registry', 'list', '--json'], { environment: environmentOf(0) });
    expect(JSON.parse(stdout)).toHaveLength(machines);
  });

  it('race for one name: one of them wins, the others are told', async () => {
    const ended = await onAll((environment) =>
      run(
        tsReg,
        ['registry', 'add', 'r.example', 'ci', `p of ${environment['TS_REG_HOME'] ?? ''}`, '--skip-validate'],
        { environment },
      ),
    );
    expect(ended.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    expect(ended.filter(({ exitCode, stderr }) => exitCode === 2 && stderr.startsWith('Error: '))).toHaveLength(
      machines - 1,
    );
  });
});
