/** Trying what is stored. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkRecords } from '../../src/registry-store/check.js';
import { ecr, type Engine, given, refusal, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(async () => {
  engine = startEngine();
  await engine.store.backend.add(given(), unchecked);
  await engine.store.backend.add(given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci' }), unchecked);
});
afterEach(() => {
  engine.dispose();
});

it('tells of each registry whether it accepts, and changes nothing', async () => {
  const before = engine.contents();
  engine.registry = ({ name }) => (name.text === 'r.example.com' ? Promise.reject(refusal('401')) : Promise.resolve());
  const outcomes = await engine.store.check([], () => undefined);
  expect(outcomes.map(({ registry, error }) => [registry, error?.message])).toEqual([
    [ecr, undefined],
    ['r.example.com', '401'],
  ]);
  expect(engine.contents()).toEqual(before);
});

it('tells of a record that went away meanwhile, and passes on what is not ours', async () => {
  const { records } = await engine.dependencies.records.list();
  await engine.store.backend.delete('r.example.com');
  const outcomes = await checkRecords(engine.dependencies, records, () => undefined);
  expect(outcomes[1]?.error?.kind).toBe('not-found');
  engine.aws = () => Promise.reject(new RangeError('bug'));
  await expect(engine.store.check([ecr], () => undefined)).rejects.toThrow(RangeError);
});
