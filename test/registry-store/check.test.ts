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
  const outcomes = await engine.store.check([]);
  expect(outcomes.map(({ registry, error }) => [registry, error?.message])).toEqual([
    [ecr, undefined],
    ['r.example.com', '401'],
  ]);
  expect(engine.contents()).toEqual(before);
});

it('tells of a record that went away meanwhile, and passes on what is not ours', async () => {
  const { records } = await engine.dependencies.records.list();
  await engine.store.backend.delete('r.example.com');
  const outcomes = await checkRecords(engine.dependencies, records, {});
  expect(outcomes[1]?.error).toMatchObject({
    kind: 'not-found',
    message: 'the record of r.example.com was deleted in the meantime',
    hint: 'ts-reg registry add r.example.com USER',
  });
  engine.aws = () => Promise.reject(new RangeError('bug'));
  await expect(engine.store.check([ecr])).rejects.toThrow(RangeError);
});

it('names the source of the AWS credentials, and opens no record that is open already', async () => {
  const [awsRecord, password] = await Promise.all(
    [ecr, 'r.example.com'].map((name) => engine.dependencies.records.find(name)),
  );
  if (!awsRecord || !password) throw new Error('both are stored');
  await engine.store.backend.delete('r.example.com');
  expect(await engine.store.checkOpened([awsRecord, password])).toMatchObject([
    { registry: ecr, source: 'static keys', error: undefined, isTried: true },
    { registry: 'r.example.com', source: undefined, error: undefined, isTried: true },
  ]);
});

it('tries no further registry once its signal is aborted, and says of which', async () => {
  const outcomes = await engine.store.check([], { signal: AbortSignal.abort() });
  expect(outcomes.map(({ isTried, error }) => [isTried, error])).toEqual([
    [false, undefined],
    [false, undefined],
  ]);
  expect(engine.pings).toEqual([]);
});
