/** Doctor tries each stored registry. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkRegistries } from '../../../src/cli/doctor/registry-check.js';
import { ecr, type Engine, given, refusal, startEngine, unchecked } from '../../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

it('says of each registry that it accepts, or why not and what to do', async () => {
  await engine.store.backend.add(given(), unchecked);
  await engine.store.backend.add(given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci' }), unchecked);
  engine.aws = () => Promise.reject(refusal());
  const failing = { level: 'problem', subject: ecr, message: 'AccessDeniedException', fix: 'ask your administrator' };
  expect(await checkRegistries(engine.store, [])).toEqual([failing, { level: 'ok', subject: 'r.example.com', message: 'accepts the stored credentials', fix: undefined }]);
  expect(await checkRegistries(engine.store, [ecr])).toEqual([failing]);
});
