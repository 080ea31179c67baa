/** The lines of `registry apply`. */
import { expect, it } from 'vitest';
import type { ApplyOutcome } from '../../../../src/apply/apply-documents.js';
import {
  doneLine,
  plainOutcome,
  planLine,
  summaryLine,
  wouldChange,
} from '../../../../src/cli/commands/registry/apply-report.js';
import { TsRegError } from '../../../../src/errors.js';

const outcome = (fields: Partial<ApplyOutcome>): ApplyOutcome => ({
  registry: 'a.example.com',
  action: 'equal',
  changes: [],
  ...fields,
});

it('tells what was done', () => {
  expect(doneLine(outcome({}))).toBe('a.example.com: unchanged');
  expect(doneLine(outcome({ action: 'keep' }))).toBe('a.example.com: kept: another document or a person added it');
  expect(
    doneLine(
      outcome({ action: 'update', changes: [{ key: 'region', from: 'a', to: undefined }, { key: 'password' }] }),
    ),
  ).toBe('a.example.com: updated (region a → (none), password)');
});

it('tells what would be done, and nothing of what stays', () => {
  expect(planLine(outcome({ action: 'add', changes: [{ key: 'user', to: '' }] }))).toBe('+ a.example.com: user (none)');
  expect(planLine(outcome({ action: 'remove' }))).toBe('- a.example.com');
  expect([planLine(outcome({})), planLine(outcome({ action: 'keep' }))]).toEqual([undefined, undefined]);
});

it('counts, what was refused apart', () => {
  const error = new TsRegError('refused', 'no');
  const all = [outcome({}), outcome({ action: 'keep' }), outcome({ action: 'add' }), outcome({ action: 'add', error })];
  expect(summaryLine(all, { dryRun: false })).toBe('1 added, 2 unchanged, 1 refused');
  expect(summaryLine(all, { dryRun: true })).toBe('1 to add, 2 unchanged, 1 refused');
  expect(summaryLine([], { dryRun: false })).toBe('0 unchanged');
  expect(all.map(wouldChange)).toEqual([false, false, true, false]);
  expect(plainOutcome(outcome({ action: 'add', error }))).toEqual({
    registry: 'a.example.com',
    action: 'add',
    changes: [],
    message: 'no',
    hint: null,
  });
});
