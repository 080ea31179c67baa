/** What the watch remembers, and when it has something to tell. */
import { expect, it } from 'vitest';
import { WatchState } from '../../../../src/cli/commands/registry/watch-state.js';
import { TsRegError } from '../../../../src/errors.js';
import type { RefreshOutcome } from '../../../../src/registry-store/refresh.js';

const well = (registry: string): RefreshOutcome => ({
  registry,
  outcome: 'renewed',
  error: undefined,
  expiresAt: 9_000,
  token: { issuedAt: 0, expiresAt: 9_000 },
});
const ill = (registry: string, reason = 'AccessDenied'): RefreshOutcome => ({
  registry,
  outcome: 'failed',
  error: new TsRegError('refused', reason),
  expiresAt: undefined,
});

it('tells once when a registry starts to fail, and once when it is well again', () => {
  const state = new WatchState();
  expect(state.learn([well('a'), well('b')], 1)).toEqual([]);
  expect(state.learn([ill('a'), well('b')], 2)).toEqual([{ registry: 'a', isFailing: true, reason: 'AccessDenied' }]);
  expect(state.learn([ill('a', 'Throttled'), well('b')], 3)).toEqual([]);
  expect(state.failures('a')).toBe(2);
  expect(state.learn([well('a'), well('b')], 4)).toEqual([{ registry: 'a', isFailing: false, reason: '' }]);
  expect(state.failures('a')).toBe(0);
});

it('keeps the last success and the last failure', () => {
  const state = new WatchState();
  state.learn([well('a')], 1);
  state.learn([ill('a')], 2);
  expect(state.registries).toEqual([
    {
      registry: 'a',
      expiresAt: undefined,
      lastSuccess: 1,
      lastFailure: { at: 2, reason: 'AccessDenied' },
      failures: 1,
    },
  ]);
});

it('tells of one that fails from the beginning, and nothing of one that was deleted while it failed', () => {
  const state = new WatchState();
  expect(state.learn([ill('a')], 1)).toHaveLength(1);
  expect(state.learn([], 2)).toEqual([]);
  expect(state.registries).toEqual([]);
});

it('tells of a round that fails as a whole under no name, and keeps what it knew', () => {
  const state = new WatchState();
  state.learn([well('a')], 1);
  expect(state.learnFailure('the store is gone', 2)).toEqual([
    { registry: '', isFailing: true, reason: 'the store is gone' },
  ]);
  expect(state.learnFailure('the store is gone', 3)).toEqual([]);
  expect(state.registries.map(({ registry }) => registry)).toEqual(['a']);
  expect(state.learn([well('a')], 4)).toEqual([{ registry: '', isFailing: false, reason: '' }]);
});
