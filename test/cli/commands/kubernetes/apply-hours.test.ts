/** Simulated days of `ts-reg kubernetes apply --watch`: whoever reads the Secret never sees a token about to end. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyRequest } from '../../../../src/cli/commands/kubernetes/apply-options.js';
import { keepApplied } from '../../../../src/cli/commands/kubernetes/apply-watch.js';
import { Output } from '../../../../src/cli/output/output.js';
import { createFactory } from '../../../../src/cli/process/factory.js';
import { ApiServer } from '../../../../src/kubernetes/api-server.js';
import { podAccess } from '../../../../src/kubernetes/pod-access.js';
import { type CliHome, startCli, textWorld } from '../../../support/cli-run.js';
import { type KubernetesPod, startKubernetesPod } from '../../../support/kubernetes-pod.js';
import { startLoopbackAws } from '../../../support/loopback-aws.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const registry = '000000000001.dkr.ecr.us-east-1.amazonaws.com';
const hour = 3_600_000;
let cli: CliHome;
let pod: KubernetesPod;
beforeEach(async () => {
  cli = startCli();
  pod = await startKubernetesPod();
  pod.cluster.addNamespace('web');
});
afterEach(async () => {
  cli.dispose();
  await pod.close();
});

it.each([
  ['12 hours for 72, AWS down for one of them', 12 * hour, 72 * hour, { from: 30 * hour, to: 31 * hour }],
  ['1 hour for 24', hour, 24 * hour, undefined],
  ['15 minutes for 6', hour / 4, 6 * hour, undefined],
])(
  'tokens of %s',
  async (_, life, duration, outage) => {
    const begun = Date.now();
    let now = begun;
    const aws = await startLoopbackAws({
      keys: [{ ...key, account: '000000000001', arn: 'arn:aws:iam::000000000001:user/ci' }],
      token: (_request, usual) => ({ ...usual, expiresAt: (now + life) / 1_000 }),
    });
    const words = ['registry', 'add', registry, key.accessKeyId, key.secretAccessKey, '--skip-validate'];
    expect((await cli.run([...words, '--endpoint', aws.url], { now })).exitCode).toBe(0);
    const stop = new AbortController();
    const { world } = textWorld({
      environment: { TS_REG_HOME: cli.folder, ...pod.environment },
      interrupted: stop.signal,
    });
    const moving = { ...world, clock: () => now };
    const output = new Output(moving, { json: false, debug: false });
    const factory = createFactory(moving, { local: true }, output);
    const access = await podAccess(pod.environment);
    const server = new ApiServer(access, { timeoutMs: 15_000, signal: stop.signal });
    const request = applyRequest({ factory, registries: [], all: true, namespace: ['web'] });
    let rounds = 0;
    const lefts: number[] = [];
    await keepApplied({
      factory,
      server,
      request,
      wait: (milliseconds) => {
        rounds += 1;
        now += milliseconds;
        const isDown = outage !== undefined && now - begun >= outage.from && now - begun < outage.to;
        aws.faults.clear();
        if (isDown) aws.faults.add({ kind: 'access-denied', message: 'an outage' });
        // The last moment before the next round is the worst one for a reader.
        const end = Date.parse(pod.cluster.secret('web')?.metadata.annotations?.['ts-reg/expires-at'] ?? '');
        lefts.push(end - now);
        if (now - begun > duration) stop.abort('SIGTERM');
        return Promise.resolve();
      },
    });
    access.close();
    await factory.close();
    await aws.close();
    expect(Math.min(...lefts)).toBeGreaterThan(60_000);
    expect(rounds).toBeGreaterThanOrEqual(duration / (hour / 6) - 1);
    // Renewed in the second half of its life, and not more often than that.
    const exchanges = aws.count('GetAuthorizationToken');
    expect(exchanges).toBeGreaterThanOrEqual(Math.floor(duration / life));
    if (outage === undefined) expect(exchanges).toBeLessThanOrEqual((2 * duration) / life + 1);
  },
  240_000,
);
