/** One fault in a set-up keeps doctor from looking at nothing else, and is told once, with its own way out. */
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/cli/commands/doctor/findings.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type LoopbackImds, startLoopbackImds } from '../../../support/loopback-imds.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../../../support/loopback-registry.js';

let cli: CliHome;
let registry: LoopbackRegistry;
let imds: LoopbackImds;
const environment = (): Readonly<Record<string, string>> => ({
  DOCKER_CONFIG: join(cli.folder, 'docker'),
  PATH: '/nonexistent',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
});

beforeEach(async () => {
  cli = startCli();
  registry = await startLoopbackRegistry({ accepts: (user, password) => user === 'ci' && password === 'right' });
  imds = await startLoopbackImds({
    roleName: 'puller',
    region: 'us-east-1',
    account: '123456789012',
    session: () => {
      throw new Error('doctor needs no keys');
    },
  });
});
afterEach(async () => {
  cli.dispose();
  await Promise.all([registry.close(), imds.close()]);
});

async function doctor(
  argv: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<readonly Finding[]> {
  return JSON.parse(
    (await cli.run(['doctor', '--json', ...argv], { environment: { ...environment(), ...more } })).stdout,
  ) as Finding[];
}

/** A sound registry beside the one that a test breaks. */
async function addTwo(): Promise<string> {
  await cli.run(['registry', 'add', registry.authority, 'ci', 'right']);
  const before = readdirSync(join(cli.folder, 'records'));
  await cli.run(['registry', 'add', 'broken.example.com', 'ci', 'p', '--skip-validate']);
  const [file = ''] = readdirSync(join(cli.folder, 'records')).filter((name) => !before.includes(name));
  return join(cli.folder, 'records', file);
}

const sound = (): object => ({ level: 'ok', subject: registry.authority });

describe('goes on', () => {
  it('past a damaged record to docker and to the registries that are whole', async () => {
    const record = await addTwo();
    writeFileSync(record, 'garbage', { mode: 0o600 });
    const findings = await doctor();
    const damage = findings.filter(({ message }) => message.includes(record));
    expect(damage).toMatchObject([
      { level: 'problem', subject: 'store', fix: expect.stringContaining(`mv ${record} ${record}.damaged`) as string },
    ]);
    expect(findings).toContainEqual(expect.objectContaining(sound()));
    expect(findings).toContainEqual(
      expect.objectContaining({ subject: 'docker', fix: 'ts-reg configure-docker --all' }),
    );
  });

  it('past a config.yaml that is wrong to the files and to docker, and says what it had to leave out', async () => {
    await addTwo();
    chmodSync(join(cli.folder, 'key'), 0o644);
    writeFileSync(join(cli.folder, 'config.yaml'), 'timeot: 5\n');
    const findings = await doctor();
    expect(findings[0]).toMatchObject({
      level: 'problem',
      subject: 'settings',
      message: expect.stringContaining('timeot') as string,
    });
    expect(findings).toContainEqual(
      expect.objectContaining({
        subject: 'store',
        message: `${join(cli.folder, 'key')} is accessible to other users (mode 0644)`,
      }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ subject: 'docker' }));
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: 'remark',
        subject: 'registries',
        message: expect.stringContaining('not checked') as string,
      }),
    );
  });

  it('past authorities that cannot be read, without asking anybody it could not trust', async () => {
    await addTwo();
    const requests = registry.requests.length;
    const findings = await doctor([], { NODE_EXTRA_CA_CERTS: '/nonexistent.pem' });
    expect(findings.filter(({ message }) => message.includes('/nonexistent.pem'))).toHaveLength(1);
    expect(findings).toContainEqual(expect.objectContaining({ subject: 'docker' }));
    expect(findings).toContainEqual(expect.objectContaining({ level: 'remark', subject: 'registries' }));
    expect(registry.requests).toHaveLength(requests);
  });

  it('past a registry that is not stored to those that are', async () => {
    await addTwo();
    const findings = await doctor(['unknown.example.com', registry.authority]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: 'problem',
        subject: 'unknown.example.com',
        fix: expect.stringContaining('ts-reg registry add unknown.example.com') as string,
      }),
    );
    expect(findings).toContainEqual(expect.objectContaining(sound()));
  });

  it('past a store that this version does not open', async () => {
    const { exitCode, stdout } = await cli.run(['doctor'], {
      environment: { ...environment(), TS_REG_STORE: 'mysql://db.example.com/x' },
    });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('PROBLEM settings: ') as string]);
  });
});

describe('tells a fault once', () => {
  it('that others can read a record is mended by chmod, and nobody is told to remove it', async () => {
    const record = await addTwo();
    chmodSync(record, 0o644);
    const about = (await doctor()).filter(({ message, fix }) => `${message} ${fix ?? ''}`.includes(record));
    expect(about).toMatchObject([{ level: 'problem', fix: `chmod 600 ${record}, or: ts-reg doctor --fix` }]);
    expect(
      (await doctor(['--fix'])).filter(({ level, subject }) => level === 'problem' && subject === 'store'),
    ).toEqual([]);
    expect(statSync(record).mode & 0o777).toBe(0o600);
  });

  it('that others can read the key', async () => {
    await addTwo();
    chmodSync(join(cli.folder, 'key'), 0o644);
    const problems = (await doctor()).filter(
      ({ level, message }) => level === 'problem' && message.includes(join(cli.folder, 'key')),
    );
    expect(problems).toHaveLength(1);
  });

  it('and which registries could not be tried because of it, once the key is at fault', async () => {
    await addTwo();
    chmodSync(join(cli.folder, 'key'), 0o644);
    const left = (await doctor()).filter(({ subject }) => subject === 'registries');
    expect(left).toEqual([
      {
        level: 'remark',
        subject: 'registries',
        message: expect.stringMatching(
          /^not checked, because their records cannot be opened: .*broken\.example\.com/,
        ) as string,
        fix: null,
      },
    ]);
    expect((await doctor(['--fix'])).filter(({ subject }) => subject === 'registries')).toEqual([]);
  });
});

describe('the instance', () => {
  it('has its role shown before anything is stored, as the walk-through has it', async () => {
    expect(await doctor()).toContainEqual(
      expect.objectContaining({
        level: 'ok',
        subject: 'aws',
        message: expect.stringMatching(/^instance role .*instance-profile\/puller/) as string,
      }),
    );
  });

  it('may be without one as long as nobody needs it', async () => {
    imds.mode = 'no-role';
    expect((await cli.run(['doctor'], { environment: environment() })).exitCode).toBe(0);
    expect(await doctor()).toContainEqual(
      expect.objectContaining({ level: 'remark', message: 'this instance has no role' }),
    );
  });

  it('is not asked when every registry has a password', async () => {
    await cli.run(['registry', 'add', registry.authority, 'ci', 'right']);
    await doctor();
    expect(imds.requests).toEqual([]);
  });
});

it('tells where settings, store and key are', async () => {
  mkdirSync(join(cli.folder, 'docker'));
  const messages = async (): Promise<readonly string[]> =>
    (await doctor()).map(({ subject, message }) => `${subject}: ${message}`);
  expect(await messages()).toEqual(
    expect.arrayContaining([
      `settings: defaults; there is no ${join(cli.folder, 'config.yaml')}`,
      `store: in ${cli.folder}`,
      `key: ${join(cli.folder, 'key')} does not exist; ts-reg creates it with the first record of a new store`,
    ]),
  );
  await addTwo();
  writeFileSync(join(cli.folder, 'config.yaml'), 'timeout: 5\n');
  expect(await messages()).toEqual(
    expect.arrayContaining([`settings: from ${join(cli.folder, 'config.yaml')}`, `key: in ${join(cli.folder, 'key')}`]),
  );
  rmSync(join(cli.folder, 'docker'), { recursive: true });
});
