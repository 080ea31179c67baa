/** Kept tokens of jobs and pods: who gets which. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExchangedToken } from '../../src/registry/token-exchange.js';
import { Secret } from '../../src/secret.js';
import { accepted, ecr, type Engine, given, hour, refusal, startEngine, tokenAt } from '../support/engine.js';

const role = 'arn:aws:iam::123456789012:role/pull';
let engine: Engine;

function job(subject: string, scope: string, isOfMachine = false): NonNullable<ExchangedToken['job']> {
  return {
    source: { name: 'CI', isOfMachine, scope: new Secret(scope) },
    subject: { issuer: 'https://issuer.example', subject },
  };
}

beforeEach(async () => {
  engine = startEngine();
  engine.aws = () => Promise.resolve({ ...tokenAt(engine.now, `token ${engine.exchanges.length}`), job: engine.job });
  engine.job = job('main', 'one');
  await engine.store.backend.add(given({ user: '_web_identity', secret: role }), accepted);
});
afterEach(() => {
  engine.dispose();
});

const password = async (): Promise<string> => (await engine.store.credential(ecr)).password.reveal();

describe('a kept token of a job', () => {
  it('serves this job, and a later one with the same issuer and subject', async () => {
    expect(await password()).toBe('token 1');
    engine.job = job('main', 'two');
    expect(await password()).toBe('token 1');
  });

  it('serves no other subject or issuer, and no process without a token', async () => {
    engine.job = job('pull_request', 'two');
    expect(await password()).toBe('token 2');
    engine.job = { ...job('pull_request', 'three'), subject: { issuer: 'https://evil', subject: 'pull_request' } };
    expect(await password()).toBe('token 3');
    engine.job = undefined;
    engine.aws = () => Promise.reject(refusal('no token'));
    await expect(password()).rejects.toThrow('no token');
  });

  it('serves no other role, audience or variable', async () => {
    for (const secret of [`${role}-2`, `${role};audience=a`, `${role};token=T`]) {
      const before = engine.exchanges.length;
      await engine.store.backend.add(given({ user: '_web_identity', secret }), { validate: false, replace: true });
      await password();
      expect(engine.exchanges.length).toBeGreaterThan(before);
    }
  });

  it('is fetched again at the end of its life', async () => {
    engine.now += 12 * hour;
    expect(await password()).toBe('token 2');
  });

  it('is told fresh by refresh only to its own job', async () => {
    const refresh = async () =>
      (await engine.store.refresh({ registries: [], force: false, onOutcome: () => undefined }))[0]?.outcome;
    expect(await refresh()).toBe('still-fresh');
    engine.job = job('pull_request', 'two');
    expect(await refresh()).toBe('renewed');
  });

  it('holds neither the token of the job nor what it is requested with', () => {
    for (const bytes of engine.contents().values()) expect(bytes).not.toMatch(/"one"|issuer\.example/);
  });
});

it('the token of the machine needs the gate, also where it is kept', async () => {
  engine.job = job('machine', 'file', true);
  await expect(password()).rejects.toThrow("'_web_identity' with CI, the role of this machine,");
  engine.gate.allowed = true;
  expect(await password()).toBe('token 2');
  engine.gate.allowed = false;
  await expect(password()).rejects.toThrow('is not enabled in service configuration');
});

it('a refusal of one job is no failure of another that waits', async () => {
  engine.now += 12 * hour;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const answers = [
    async () => {
      await held;
      throw refusal('of the first job');
    },
    () => Promise.resolve({ ...tokenAt(engine.now, 'for the second'), job: engine.job }),
  ];
  engine.aws = () => (answers.shift() ?? (() => Promise.reject(refusal())))();
  const [first, second] = [password(), password()];
  const outcomes = Promise.allSettled([first, second]);
  setTimeout(release, 300);
  expect((await outcomes).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
