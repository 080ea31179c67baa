/** What was found out about a credential, as `add` and `update` return it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Engine, given, hour, refusal, startEngine, tokenAt } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

async function proofOfAdding(fields: Parameters<typeof given>[0], validate: boolean) {
  const [view] = await engine.store.backend.add(given(fields), { validate, replace: false });
  return view?.proof;
}

it('is that AWS and the registry accepted it, and the end of the token that was kept', async () => {
  expect(await proofOfAdding({}, true)).toEqual({
    aws: 'accepted',
    registry: 'accepted',
    tokenExpiresAt: engine.now + 12 * hour,
  });
});

it('tells a registry that asked for no credential from one that took it', async () => {
  engine.registry = () => Promise.resolve('open');
  expect(await proofOfAdding({ registry: 'r.example.com', type: 'docker_v2', user: 'ci' }, true)).toEqual({
    aws: undefined,
    registry: 'open',
    tokenExpiresAt: undefined,
  });
});

it('does not claim what --skip-validate left out', async () => {
  expect(await proofOfAdding({}, false)).toMatchObject({ aws: 'accepted', registry: undefined });
});

it('says that AWS refused when only --skip-validate let it through', async () => {
  engine.aws = () => Promise.reject(refusal('InvalidSignatureException'));
  expect(await proofOfAdding({}, false)).toEqual({ aws: 'failed', registry: undefined, tokenExpiresAt: undefined });
});

it('promises no time of a token that has expired already', async () => {
  engine.aws = () => Promise.resolve(tokenAt(engine.now - 13 * hour, 'old'));
  expect(await proofOfAdding({}, false)).toMatchObject({ tokenExpiresAt: undefined });
});

it('of a new name alone is none: nothing was tried', async () => {
  await proofOfAdding({}, true);
  const nothing = { type: undefined, user: undefined, secret: undefined, verifyTls: undefined, location: {} };
  const [view] = await engine.store.backend.update(given().registry, { ...nothing, name: 'n' }, { validate: true });
  expect(view?.proof).toBeUndefined();
});
