/** `ts-reg registry refresh`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextRound, pause, registerRefresh } from '../../../../src/cli/commands/registry/refresh.js';
import { main } from '../../../../src/cli/process/main.js';
import type { RefreshOutcome } from '../../../../src/registry-store/refresh.js';
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
    expect(stderr).toMatch(/^Error: timeout in .*config\.yaml must be .*\nhint: .*\nnext round in [45]m\nstopped\n$/);
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

const minute = 60_000;
const renewed = (left: number): RefreshOutcome => ({
  registry: 'r',
  outcome: 'renewed',
  error: undefined,
  expiresAt: 1_000_000 + left,
});
const failed: RefreshOutcome = { registry: 'r', outcome: 'failed', error: undefined, expiresAt: undefined };

describe('the next round', () => {
  it.each<[string, RefreshOutcome[] | undefined, number]>([
    ['is in an hour when there is nothing to do', [], 60 * minute],
    ['is in an hour while tokens are young', [renewed(720 * minute)], 60 * minute],
    ['is at a third of what the first one has left', [renewed(720 * minute), renewed(90 * minute)], 30 * minute],
    ['is in five minutes after a failure', [renewed(720 * minute), failed], 5 * minute],
    ['is in five minutes after a round that failed as a whole', undefined, 5 * minute],
    ['is told for any number of registries', Array.from({ length: 300_000 }, () => renewed(90 * minute)), 30 * minute],
    ['is never sooner than in a minute', [renewed(0)], minute],
  ])('%s', (_, outcomes, wait) => {
    expect(nextRound(outcomes, 1_000_000, 0)).toBe(wait);
  });

  it('comes up to a tenth earlier by chance, so that a fleet does not ask at once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        const wait = nextRound([], 0, random);
        expect(wait).toBeGreaterThanOrEqual(54 * minute);
        expect(wait).toBeLessThanOrEqual(60 * minute);
      }),
    );
  });
});

describe('a pause', () => {
  it('ends by itself, or at once when it is interrupted', async () => {
    await pause(1, new AbortController().signal);
    await pause(1_000_000, AbortSignal.abort());
    const stop = new AbortController();
    const waiting = pause(1_000_000, stop.signal);
    stop.abort();
    await waiting;
  });
});
