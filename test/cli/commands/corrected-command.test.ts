/** What to type instead of a pasted address. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliHome, startCli } from '../../support/cli-run.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

async function hintOf(argv: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await cli.run(argv, { environment: { HOME: cli.folder } });
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^Error: input registry name [^\n]+\nhint: [^\n]+\n$/);
  expect(stderr).not.toContain('canary');
  return /^hint: (.*)$/m.exec(stderr)?.[1];
}

it.each([
  [
    ['registry', 'add', 'https://r.example.com/v2/', 'ci', 'canary'],
    'ts-reg registry add r.example.com ci --password-stdin',
  ],
  [['registry', 'add', 'r.example.com/app:1', 'ci', '--insecure'], 'ts-reg registry add r.example.com ci --insecure'],
  [
    ['registry', 'add', '"r.example.com"', 'ci', '--registry-name', 'my registry', '--registry-type=docker_v2'],
    "ts-reg registry add r.example.com ci --registry-type=docker_v2 '--registry-name=my registry'",
  ],
  [['registry', 'add', ' r.example.com'], 'ts-reg registry add r.example.com'],
  [['registry', 'add', 'r.example.com/', '--json', '--local'], undefined],
  [['--local', 'registry', 'add', 'r.example.com/'], 'ts-reg registry add r.example.com --local'],
  [
    ['registry', 'add', 'r.example.com/', 'wJalrXUtnFEMIaK7MDENGabPxRfiCYcanaryKEYx'],
    'ts-reg registry add r.example.com USER',
  ],
  [
    ['registry', 'update', 'https://r.example.com', 'ci', '--no-insecure'],
    'ts-reg registry update r.example.com ci --no-insecure',
  ],
  [['registry', 'get', 'https://r.example.com'], 'ts-reg registry get r.example.com'],
  [['rm', 'r.example.com/app:1', '--if-exists'], 'ts-reg registry del r.example.com --if-exists'],
  [['registry', 'token', 'https://r.example.com/'], 'ts-reg registry token r.example.com'],
  [
    ['registry', 'check', 'a.example.com', 'https://b.example.com'],
    'ts-reg registry check a.example.com b.example.com',
  ],
  [
    ['registry', 'refresh', 'https://b.example.com', '!!', '--force'],
    'ts-reg registry refresh b.example.com HOST --force',
  ],
  [['configure-docker', 'https://r.example.com/v2/'], 'ts-reg configure-docker r.example.com'],
  [['doctor', 'r.example.com/'], 'ts-reg doctor r.example.com'],
])('%j', async (argv, hint) => {
  if (hint === undefined) {
    const { stderr } = await cli.run(argv);
    expect(JSON.parse(stderr)).toMatchObject({
      httpcode: 409,
      hint: 'ts-reg registry add r.example.com --json --local',
    });
  } else expect(await hintOf(argv)).toBe(hint);
});

it('is not there for what cannot be corrected', async () => {
  expect(await hintOf(['registry', 'add', 'two words', 'ci', 'canary'])).toBe(
    'write the registry as HOST, HOST:PORT or HOST/REPOSITORY',
  );
});

it('leads on: typed, it gets past the name', async () => {
  const hint = await hintOf(['registry', 'get', 'https://r.example.com/v2/']);
  const { stderr } = await cli.run((hint ?? '').split(' ').slice(1));
  expect(stderr).toContain('Error: registry not found in DB\n');
});

describe('a secret typed in the wrong place', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
  it.each<readonly string[]>([
    ['registry', 'add', ecr, secret, 'AKIAIOSFODNN7EXAMPLE'],
    ['registry', 'add', ecr, secret],
    ['registry', 'add', `https://${ecr}/`, secret, 'AKIAIOSFODNN7EXAMPLE'],
    ['registry', 'add', 'r.example.com', secret, 'AKIAIOSFODNN7EXAMPLE'],
    ['registry', 'add', 'r.example.com', secret],
    ['registry', 'add', ecr, 'AKIAIOSFODNN7EXAMPLE', '-p', secret],
    ['registry', 'add', ecr, 'AKIAIOSFODNN7EXAMPLE', `-p${secret}`],
    ['registry', 'add', ecr, 'AKIAIOSFODNN7EXAMPLE', `--password=${secret}`],
    ['registry', 'add', '-p', secret],
    ['registry', 'add', ecr, '-u', 'AKIAIOSFODNN7EXAMPLE', '--pass', secret],
    ['registry', 'update', ecr, '-u', 'ci', '-p', secret],
    ['registry', 'update', '--all-with-user', secret, secret, '-p', secret],
    ['registry', 'update', '--all-with-user', secret, '--password-stdin'],
    ['registry', 'list', '-p', secret],
    ['login', '-u', 'ci', '-p', secret, ecr],
    ['login', ecr, secret],
    [secret],
    ['registry', secret],
    ['registry', 'get', `ci:${secret}@r.example.com`],
    ['registry', 'add', `https://ci:${secret}@r.example.com/v2/`],
    ['registry', 'add', ecr, 'arn:aws:iam::123456789012:role/x', secret],
    ['registry', 'add', ecr, 'AWSAUTO', secret],
    ['registry', 'add', ecr, '_iam_role', secret],
    ['registry', 'add', ecr, 'AWS', secret],
    ['registry', 'add', ecr, '--account', '1234', '-u', 'x', secret],
  ])('is on no stream and in no file: %j', async (...argv) => {
    for (const terminal of [undefined, 80])
      for (const more of [[], ['--json'], ['--debug']]) {
        const { exitCode, stdout, stderr } = await cli.run([...argv, ...more], {
          ...(terminal !== undefined && argv.includes('-p') && { terminal }),
        });
        expect(exitCode).toBeGreaterThan(0);
        expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/wJalr|bPxRfi|CYEXAMPLEKEY/);
      }
    for (const file of readdirSync(cli.folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    ))
      expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toMatch(/wJalr|bPxRfi/);
  });
});
