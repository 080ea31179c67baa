/** What a mistyped registry is answered with. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { notFoundError } from '../../src/registry-store/not-found.js';
import { Secret } from '../../src/secret.js';
import { ecr, type Engine, given, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(async () => {
  engine = startEngine();
  for (const registry of [ecr, 'localhost:5000', 'registry.example.com/team']) {
    await engine.store.backend.add(
      given(registry === ecr ? { registry } : { registry, type: 'docker_v2', user: 'ci' }),
      unchecked,
    );
  }
});
afterEach(() => {
  engine.dispose();
});

describe('a registry that is not stored', () => {
  it.each([
    ['123456789012.dkr.ecr.us-east-1.amazonaws.co', ecr],
    ['12345678912.dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['localhost:5001', 'localhost:5000'],
    ['registry.example.com/taem', 'registry.example.com/team'],
  ])('%s: is %s meant?', async (typed, meant) => {
    const change = {
      user: 'u',
      secret: new Secret('s'),
      name: undefined,
      type: undefined,
      verifyTls: undefined,
      location: {},
    };
    const expected = {
      kind: 'not-found',
      exitCode: 1,
      hint: `did you mean ${meant}? All of them: ts-reg registry list`,
    };
    const { store } = engine;
    await expect(store.backend.get(typed)).rejects.toMatchObject(expected);
    await expect(store.backend.update(typed, change, { validate: false })).rejects.toMatchObject(expected);
    await expect(store.backend.delete(typed)).rejects.toMatchObject(expected);
    await expect(store.credential(typed)).rejects.toMatchObject(expected);
    await expect(store.check([typed])).rejects.toMatchObject(expected);
    await expect(
      store.refresh({ registries: [typed], force: false, onOutcome: () => undefined }),
    ).rejects.toMatchObject(expected);
  });

  it.each(['987654321098.dkr.ecr.eu-west-1.amazonaws.com', 'quay.io', 'r'])(
    '%s: names no other that is merely of its kind',
    async (typed) => {
      await expect(engine.store.backend.get(typed)).rejects.toMatchObject({
        hint: `ts-reg registry list, or: ts-reg registry add ${typed} USER`,
      });
    },
  );

  it('is not said to be missing where the store cannot be read at all', async () => {
    const records = { ...engine.dependencies.records, list: () => Promise.reject(new TsRegError('io', 'no list')) };
    await expect(notFoundError(records, 'localhost:5001')).rejects.toMatchObject({ message: 'no list' });
  });
});
