/** `ts-reg registry list`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerList } from '../../../../src/cli/commands/registry/list.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('takes --wide', async () => {
  expect(await parsed(registerList, ['list'])).toEqual({});
  expect(await parsed(registerList, ['list', '--wide'])).toEqual({ wide: true });
});

it('of an empty store prints an empty line, with --json an empty array', async () => {
  expect(await cli.run(['registry', 'list'])).toEqual({ exitCode: 0, stdout: '\n', stderr: '' });
  expect(await cli.run(['registry', 'list', '--json'])).toEqual({ exitCode: 0, stdout: '[]\n', stderr: '' });
});

it('of an empty store says on a terminal what to do next, and nothing else', async () => {
  const environment = { NO_COLOR: '1' };
  expect(await cli.run(['registry', 'list'], { terminal: 80, environment })).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'no registry is stored yet; next: ts-reg registry add HOST\n',
  });
  expect((await cli.run(['registry', 'check'], { terminal: 80, environment })).stderr).toBe(
    'no registry is stored yet; next: ts-reg registry add HOST\n',
  );
});

it('pads every cell and sorts by registry, as anchore-cli does', async () => {
  await cli.run(['registry', 'add', 'b.example.com', 'someone', 'p', '--skip-validate', '--registry-name', 'second']);
  await cli.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate']);
  const rows = [
    ['Registry', 'Name', 'Type', 'User'],
    ['a.example.com', 'a.example.com', 'docker_v2', 'ci'],
    ['b.example.com', 'second', 'docker_v2', 'someone'],
  ].map(
    ([registry = '', name = '', type = '', user = '']) =>
      registry.padEnd(21) + name.padEnd(21) + type.padEnd(17) + user.padEnd(15),
  );
  expect((await cli.run(['registry', 'list'])).stdout).toBe(`${rows.join('\n')}\n`);
});

it('with --wide shows TLS, token and last change', async () => {
  await cli.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate', '--insecure']);
  await cli.run([
    'registry',
    'add',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    'AKIA',
    's',
    '--skip-validate',
    '--endpoint',
    'http://127.0.0.1:1',
  ]);
  expect((await cli.run(['registry', 'list', '--wide'])).stdout).toMatch(
    /^REGISTRY +IDENTITY +TOKEN +EXPIRES +TLS +NAME +TYPE +REGION +ENDPOINT +UPDATED\n1234\S+ +AKIA +none +- +verified .* awsecr +us-east-1 +http:\/\/127\.0\.0\.1:1 +2026-01-02T12:00:00Z\na\.example\.com +ci +- +- +unverified .* docker_v2 +- +- +2026-01-02T12:00:00Z\n$/,
  );
});

describe('the identity', () => {
  const ecr = (number: number): string => `${String(number).padStart(12, '0')}.dkr.ecr.us-east-1.amazonaws.com`;
  const arn = 'arn:aws:iam::123456789012:role/pull';
  const externalId = 'canary-external-id';
  const stored = [
    ['_aws_profile', 'dev', 'profile dev'],
    ['_iam_role', `${arn};${externalId}`, `role ${arn}`],
    ['_iam_role', arn, `role ${arn}`],
    ['awsauto', 'awsauto', 'awsauto'],
    ['AKIAIOSFODNN7EXAMPLE', 'canary-secret', 'AKIAIOSFODNN7EXAMPLE'],
  ] as const;
  const offline = ['--skip-validate', '--endpoint', 'http://127.0.0.1:1'];
  beforeEach(async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'allow_awsecr_iam_auto: True\n', { mode: 0o600 });
    const environment = { AWS_EC2_METADATA_DISABLED: 'true', HOME: cli.folder };
    for (const [index, [user, secret]] of stored.entries())
      await cli.run(['registry', 'add', ecr(index + 1), user, secret, ...offline], { environment });
  });

  it('is the profile or the role, never its external id, on a terminal and with --wide', async () => {
    const terminal = (await cli.run(['registry', 'list'], { terminal: 200 })).stdout;
    const wide = (await cli.run(['registry', 'list', '--wide'])).stdout;
    const json = (await cli.run(['registry', 'list', '--wide', '--json'])).stdout;
    for (const [index, [, , identity]] of stored.entries())
      for (const text of [terminal, wide])
        expect(text.split('\n')[index + 1]).toContain(`${ecr(index + 1)}  ${identity}  `);
    expect(JSON.parse(json)).toMatchObject(stored.map(([registry_user, , identity]) => ({ registry_user, identity })));
    for (const text of [terminal, wide, json]) expect(text).not.toMatch(/canary/);
  });

  it('of one registry stands in get on a terminal, and with --wide', async () => {
    const get = async (number: number, ...more: readonly string[]) =>
      (await cli.run(['registry', 'get', ecr(number), ...more])).stdout;
    expect((await cli.run(['registry', 'get', ecr(2)], { terminal: 80 })).stdout).toContain(`Identity: role ${arn}\n`);
    expect(await get(1, '--wide')).toContain('Identity: profile dev\nToken: none\nRegion: us-east-1\n');
    expect(JSON.parse(await get(2, '--wide', '--json'))).toMatchObject([
      { identity: `role ${arn}`, region: 'us-east-1', endpoint: 'http://127.0.0.1:1', token_state: 'none' },
    ]);
    expect(await get(2, '--wide', '--json')).not.toContain('canary');
  });

  it('is nowhere in a pipe and in --json alone, whose eight keys are those of anchore-cli', async () => {
    for (const command of [['list'], ['get', ecr(2)]]) {
      expect((await cli.run(['registry', ...command])).stdout).not.toContain(arn);
      const [first] = JSON.parse((await cli.run(['registry', ...command, '--json'])).stdout) as readonly object[];
      expect(Object.keys(first ?? {})).toEqual([
        'created_at',
        'last_updated',
        'registry',
        'registry_name',
        'registry_type',
        'registry_user',
        'registry_verify',
        'userId',
      ]);
    }
  });
});

it('never lets a terminal see the control characters of a name, and gives a pipe the bytes', async () => {
  await cli.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate', '--registry-name', 'red\u001b[31m']);
  expect((await cli.run(['registry', 'list'], { terminal: 80 })).stdout).not.toContain('\u001b[31m');
  expect((await cli.run(['registry', 'list'])).stdout).toContain('red\u001b[31m');
});
