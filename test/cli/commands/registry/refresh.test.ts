/** `ts-reg registry refresh`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerRefresh } from '../../../../src/cli/commands/registry/refresh.js';
import { main } from '../../../../src/cli/process/main.js';
import { type CliHome, startCli, textWorld } from '../../../support/cli-run.js';
import { type LoopbackAws, startLoopbackAws } from '../../../support/loopback-aws.js';
import { parsed } from '../../../support/parsed.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const host = (account: number): string => `${String(account).padStart(12, '0')}.dkr.ecr.us-east-1.amazonaws.com`;
let cli: CliHome;
let aws: LoopbackAws;
const now = (): number => Date.now();

beforeEach(async () => {
  cli = startCli();
  aws = await startLoopbackAws({
    keys: [{ ...key, account: '000000000001', arn: 'arn:aws:iam::000000000001:user/ci' }],
  });
  for (const [account, secret] of [
    [1, key.secretAccessKey],
    [2, 'wrong'],
    [3, key.secretAccessKey],
  ] as const) {
    await cli.run(
      ['registry', 'add', host(account), key.accessKeyId, secret, '--skip-validate', '--endpoint', aws.url],
      { now: now() },
    );
  }
});
afterEach(async () => {
  cli.dispose();
  await aws.close();
});

it('takes registries, --force and --watch', async () => {
  expect(await parsed(registerRefresh, ['refresh', 'a', 'b', '--force', '--watch'])).toEqual({
    registries: ['a', 'b'],
    force: true,
    watch: true,
  });
  expect(await parsed(registerRefresh, ['refresh'])).toEqual({ registries: [] });
  expect(
    await parsed(registerRefresh, [
      'refresh',
      '--watch',
      '--status',
      's',
      '--format',
      'json',
      '--on-failure',
      'tell me',
    ]),
  ).toEqual({ registries: [], watch: true, status: 's', format: 'json', onFailure: 'tell me' });
});

it.each([
  [['--status', 'f'], '--status is for --watch'],
  [['--format', 'json'], '--format is for --watch'],
  [['--on-failure', 'true'], '--on-failure is for --watch'],
  [['--watch', '--format', 'json'], '--format is for --status'],
  [['--watch', '--status', ''], '--status is empty'],
  [['--watch', '--status', 'f', '--format', 'prometeus'], 'unknown format; the formats of the status are: json, prom'],
  [['--watch', '--on-failure', ''], 'invalid --on-failure: a program and its arguments'],
  [['--watch', '--on-failure', "mail 'me"], 'invalid --on-failure: a program and its arguments'],
])('refuses %j', async (words, message) => {
  const { exitCode, stderr } = await cli.run(['registry', 'refresh', ...words]);
  expect([exitCode, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining(`Error: ${message}`)]);
});

describe('registry refresh', () => {
  it('names the one that fails, renews the others, exit 1', async () => {
    const { exitCode, stdout, stderr } = await cli.run(['registry', 'refresh', '--force'], { now: now() });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`${host(1)}: renewed, valid 1[12]h \\d+m\n`));
    expect(stderr).toMatch(new RegExp(`${host(3)}: renewed, valid 1[12]h \\d+m\n`));
    expect(stderr).toMatch(new RegExp(`Error: ${host(2)}: cannot refresh credentials .*InvalidSignatureException`));
    expect(stderr).toContain('2 renewed, 0 still fresh, 1 failed\n');
    expect(stderr).toContain('Error: 1 of 3 tokens could not be renewed\n');
  });

  it('leaves what is fresh alone, exit 0', async () => {
    const calls = aws.count('GetAuthorizationToken');
    expect(await cli.run(['registry', 'refresh', host(1)], { now: now() })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('0 renewed, 1 still fresh, 0 failed\n') as string,
    });
    expect(aws.count('GetAuthorizationToken')).toBe(calls);
  });

  it('has on a terminal one line a registry, the reason of the one that failed, and its hint once', async () => {
    const { exitCode, stderr } = await cli.run(['registry', 'refresh', '--force'], {
      now: now(),
      terminal: { stderr: 140 },
      environment: { NO_COLOR: '1' },
    });
    expect(exitCode).toBe(1);
    const text = stderr.slice(stderr.indexOf('REGISTRY'));
    expect(text.split('\n').slice(0, 4)).toEqual([
      expect.stringMatching(/^REGISTRY +RESULT$/),
      expect.stringMatching(new RegExp(`^${host(1)}  renewed, valid 1[12]h \\d+m$`)),
      expect.stringMatching(new RegExp(`^${host(2)}  .*InvalidSignatureException`)),
      expect.stringMatching(new RegExp(`^${host(3)}  renewed, valid 1[12]h \\d+m$`)),
    ]);
    expect(text.match(/^hint:/gm)).toHaveLength(1);
    expect(text).toContain('2 renewed, 0 still fresh, 1 failed\n');
  });

  it('prints the outcomes with --json', async () => {
    const { stdout } = await cli.run(['registry', 'refresh', '--force', '--json'], { now: now() });
    expect(JSON.parse(stdout)).toMatchObject([
      { registry: host(1), outcome: 'renewed', message: null },
      { registry: host(2), outcome: 'failed' },
      { outcome: 'renewed' },
    ]);
  });

  it('stays with --watch until it is interrupted, and goes on after a failure', async () => {
    const { exitCode, stderr } = await watchUntil('next round in ');
    expect(stderr).toContain('2 still fresh, 1 failed\nnext round in ');
    expect(stderr).toMatch(/stopped\n$/);
    expect(exitCode).toBe(0);
  });

  it('looks again soon with --watch when a round failed as a whole', async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'timeout: never\n');
    const { stderr } = await watchUntil('next round in ');
    expect(stderr).toMatch(/^Error: timeout in .*config\.yaml must be .*\nhint: .*\nnext round in <1m\nstopped\n$/);
  });
});

/** Runs `refresh --watch` until it has said this on stderr. */
async function watchUntil(said: string): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const stop = new AbortController();
  const { world, texts } = textWorld({
    environment: { TS_REG_HOME: cli.folder },
    now: now(),
    interrupted: stop.signal,
  });
  world.stderr.on('data', () => {
    if (texts().stderr.includes(said)) stop.abort();
  });
  return { exitCode: await main(['registry', 'refresh', '--watch'], world), stderr: texts().stderr };
}
