/** The plan: which store failures stop everything, and what is fetched for what is equal. */
import { expect, it } from 'vitest';
import type { ApplyTarget } from '../../src/apply/apply-target.js';
import { planApply } from '../../src/apply/plan.js';
import { SecretReader } from '../../src/apply/secret-reader.js';
import { TsRegError } from '../../src/errors.js';
import { listing } from './documents.js';

const secrets = new SecretReader({ environment: {}, homeFolder: '', platform: 'linux' });

function targetThat(find: ApplyTarget['find']): ApplyTarget {
  return {
    memory: undefined,
    comparesSecrets: false,
    defaultName: ({ registry }) => registry,
    refusal: () => undefined,
    find,
    save: () => Promise.resolve(),
  };
}

const view = (registry: string) => ({ registry, name: registry, type: 'docker_v2', user: 'ci', verifyTls: true });
const documents = [listing('team', 'a.example.com', 'b.example.com')];
const plan = (target: ApplyTarget, rotate = false) => planApply(documents, { target, secrets, rotate, prune: false });

it('one record that cannot be read costs one registry; a store that cannot be read stops all', async () => {
  const broken = new TsRegError('io', 'broken');
  const one = targetThat(({ registry }) =>
    registry === 'a.example.com' ? Promise.reject(broken) : Promise.resolve(view(registry)),
  );
  expect((await plan(one)).map(({ action, error }) => [action, error?.message])).toEqual([
    ['update', 'broken'],
    ['equal', undefined],
  ]);
  await expect(plan(targetThat(() => Promise.reject(broken)))).rejects.toBe(broken);
});

it('fetches no secret for what looks equal where secrets cannot be compared, and does to rotate', async () => {
  const target = targetThat(({ registry }) => Promise.resolve(view(registry)));
  expect((await plan(target)).map(({ action }) => action)).toEqual(['equal', 'equal']);
  expect((await plan(target, true)).map(({ error }) => error?.message)).toEqual([
    'the variable TOKEN is not set (team, line 3)',
    'the variable TOKEN is not set (team, line 4)',
  ]);
});

it('lets what is no error of ours pass', async () => {
  await expect(plan(targetThat(() => Promise.reject(new TypeError('bug'))))).rejects.toThrow('bug');
});
