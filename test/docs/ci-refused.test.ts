/** The scripts of docs/ci.md fail the job when the credentials are refused, under a plain sh as CI systems run them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';
import { type DocsCloud, secrets, startDocsCloud } from './docs-cloud.js';
import { type Block, blocksOf } from './markdown.js';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'ci.md'), 'utf8');
const scripts = blocksOf(text).filter(({ language }) => language === 'sh');
const named = (blocks: readonly Block[]): readonly (readonly [line: number, text: string])[] =>
  blocks.map((block) => [block.line, block.text]);
const webIdentity = scripts.filter((block) => /OIDC_TOKEN| _web_identity /.test(block.text));
const password = scripts.filter((block) => block.text.includes('TOKEN') && !webIdentity.includes(block));
const machineRole = scripts.filter((block) => block.text.includes(' awsauto '));
let cloud: DocsCloud;
let home: string;

beforeAll(async () => {
  cloud = await startDocsCloud();
  home = mkdtempSync(join(tmpdir(), 'ts-reg-ci-refused-'));
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await cloud.close();
});

/** An undefined variable is not set. */
async function exitCodeOf(script: string, given: Readonly<Record<string, string | undefined>>): Promise<number | null> {
  const folder = mkdtempSync(join(home, 'job-'));
  mkdirSync(join(folder, 'ci'));
  // Two of the scripts read the one for ECR.
  writeFileSync(join(folder, 'ci', 'registries.sh'), machineRole[0]?.text ?? '');
  const path = `${dirname(tsReg)}:${process.env['PATH'] ?? ''}`;
  const all: Readonly<Record<string, string | undefined>> = {
    ...cloud.environment,
    PATH: path,
    HOME: folder,
    ...given,
  };
  const environment = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return (await run('sh', ['-c', script], { environment, cwd: folder })).exitCode;
}

it('finds the scripts of each kind, all of which stop at the first error', () => {
  expect([password.length, machineRole.length, webIdentity.length > 0]).toEqual([4, 1, true]);
  const others = scripts.filter((block) => ![...password, ...machineRole, ...webIdentity].includes(block));
  expect(others.map((block) => block.text.trim())).toEqual([
    'echo registry.example.com | docker-credential-ts-reg get',
  ]);
  for (const block of scripts) if (!others.includes(block)) expect(block.text).toMatch(/^set -eu\n/);
});

describe.each(named(password))('docs/ci.md:%i', (_line, script) => {
  it.each([['bad'], [''], [undefined], ['two\nlines']])('does not end with 0 with TOKEN=%j', async (token) => {
    expect(await exitCodeOf(script, { TOKEN: token })).not.toBe(0);
  });

  it('ends with 0 with the right one', async () => {
    expect(await exitCodeOf(script, { TOKEN: secrets.registryPassword })).toBe(0);
  });
});

describe.each(named(machineRole))('docs/ci.md:%i', (_line, script) => {
  it.each([
    ['without a role', { AWS_EC2_METADATA_DISABLED: 'true' }],
    ['with metadata that does not answer', { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' }],
    ['with keys that AWS does not know', { AWS_ACCESS_KEY_ID: 'AKIAWRONG', AWS_SECRET_ACCESS_KEY: 'wrong' }],
    ['with a wrong secret', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wrong' }],
    ['with a profile that is not there', { AWS_PROFILE: 'none' }],
  ])('does not end with 0 %s', async (_, given) => {
    expect(await exitCodeOf(script, given)).not.toBe(0);
  });

  it('ends with 0 with the role of the machine', async () => {
    expect(await exitCodeOf(script, {})).toBe(0);
  });
});

describe.each(named(webIdentity))('docs/ci.md:%i', (_line, script) => {
  it.each([['bad'], [''], [undefined], ['a.b.c']])('does not end with 0 with OIDC_TOKEN=%j', async (token) => {
    expect(await exitCodeOf(script, { OIDC_TOKEN: token })).not.toBe(0);
  });

  it('does not end with 0 for a role that may not be assumed', async () => {
    const arn = 'arn:aws:iam::123456789012:role/none';
    // A script that names its role itself is refused for nothing.
    if (script.includes('AWS_ROLE_ARN:-')) expect(await exitCodeOf(script, { AWS_ROLE_ARN: arn })).not.toBe(0);
  });

  it('ends with 0 with the right one', async () => {
    expect(await exitCodeOf(script, { OIDC_TOKEN: secrets.oidcToken })).toBe(0);
  });
});

it.each(named(scripts.filter(({ text: script }) => script.includes('| docker-credential-ts-reg get'))))(
  'docs/ci.md:%i ends with an error when nothing is stored',
  async (_line, script) => {
    expect(await exitCodeOf(script, {})).not.toBe(0);
  },
);

it('the last step of a job leaves nothing: neither store nor configuration', async () => {
  const script = password.find((block) => block.text.includes('trap '))?.text ?? '';
  const temp = mkdtempSync(join(home, 'temp-'));
  expect(await exitCodeOf(`${script}\nls "$TMPDIR"/* > seen\ntest -s seen`, { TMPDIR: temp })).toBe(0);
  expect(await exitCodeOf(`${script}\nexit 7`, { TMPDIR: temp })).toBe(7);
  expect(await exitCodeOf('test -z "$(ls "$TMPDIR")"', { TMPDIR: temp })).toBe(0);
});
