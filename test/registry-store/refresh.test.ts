/** Renewing many tokens. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { type RefreshOutcome, refreshTokens } from '../../src/registry-store/refresh.js';
import { type Engine, given, hour, refusal, startEngine, tokenAt, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

function host(account: number): string {
  return `${String(account).padStart(12, '0')}.dkr.ecr.us-east-1.amazonaws.com`;
}

async function add(count: number): Promise<void> {
  for (let account = 1; account <= count; account += 1)
    await engine.store.backend.add(given({ registry: host(account) }), unchecked);
}

function refresh(
  options: { readonly force?: boolean; readonly registries?: readonly string[] } = {},
): Promise<readonly RefreshOutcome[]> {
  return engine.store.refresh({ registries: [], force: false, onOutcome: () => undefined, ...options });
}

describe('refresh', () => {
  it('leaves fresh tokens alone, renews those past half of their life, and with force all', async () => {
    await add(2);
    expect((await refresh()).map(({ outcome }) => outcome)).toEqual(['still-fresh', 'still-fresh']);
    expect((await refresh({ force: true })).map(({ outcome }) => outcome)).toEqual(['renewed', 'renewed']);
    engine.now += 7 * hour;
    expect((await refresh()).map(({ outcome, expiresAt }) => [outcome, expiresAt])).toEqual([
      ['renewed', engine.now + 12 * hour],
      ['renewed', engine.now + 12 * hour],
    ]);
  });

  it.each([0, 1, 60, 12 * 60])('a token that had expired %i minutes before it came is a failure', async (minutes) => {
    await add(1);
    engine.aws = ({ registry }) =>
      Promise.resolve({ ...tokenAt(engine.now, registry), expiresAt: engine.now - minutes * 60_000 });
    const [outcome] = await refresh({ force: true });
    expect(outcome).toMatchObject({ outcome: 'failed', expiresAt: undefined });
    expect(outcome?.error?.message).toContain(`the new token expired ${minutes} minutes ago by the clock`);
    expect(outcome?.error?.hint).toContain('sudo timedatectl set-ntp true');
  });

  it('of 200 with 20 failing renews 180 and names the 20, in order', async () => {
    await add(200);
    const failing = new Set(Array.from({ length: 20 }, (_, index) => host(index * 10 + 3)));
    let [atOnce, most] = [0, 0];
    engine.aws = async ({ registry }) => {
      most = Math.max(most, (atOnce += 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
      atOnce -= 1;
      if (failing.has(registry)) throw refusal(`${registry}: AccessDeniedException`);
      return tokenAt(engine.now, registry);
    };
    const heard: string[] = [];
    const outcomes = await engine.store.refresh({
      registries: [],
      force: true,
      onOutcome: ({ registry }) => heard.push(registry),
    });
    expect(outcomes.map(({ registry }) => registry)).toEqual(
      Array.from({ length: 200 }, (_, index) => host(index + 1)),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'renewed')).toHaveLength(180);
    expect(outcomes.filter(({ error }) => error !== undefined).map(({ registry }) => registry)).toEqual([...failing]);
    expect(heard).toHaveLength(200);
    expect(most).toBeLessThanOrEqual(8);
  }, 120_000);

  it('takes only what is named, and what is not there is an error', async () => {
    await add(3);
    expect((await refresh({ registries: [host(2)], force: true })).map(({ registry }) => registry)).toEqual([host(2)]);
    await expect(refresh({ registries: ['x.example.com'] })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('has nothing to do for registries with passwords', async () => {
    await engine.store.backend.add(given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci' }), unchecked);
    expect(await refresh({ force: true })).toEqual([]);
  });

  it('tells of a record that went away meanwhile, and of a bug', async () => {
    await add(1);
    const { records } = await engine.dependencies.records.list();
    await engine.dependencies.records.delete(host(1));
    const [outcome] = await refreshTokens(engine.dependencies, records, { force: true, onOutcome: () => undefined });
    expect(outcome?.error).toBeInstanceOf(TsRegError);
    await add(1);
    engine.aws = () => Promise.reject(new RangeError('bug'));
    await expect(refresh({ force: true })).rejects.toThrow(RangeError);
  });
});
