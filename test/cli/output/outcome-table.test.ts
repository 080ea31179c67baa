/** Outcomes of many registries: a line for each, each reason once. */
import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { type Outcome, printOutcomes } from '../../../src/cli/output/outcome-table.js';
import { TsRegError } from '../../../src/errors.js';
import { hint } from '../../../src/system/hint.js';

function refused(registry: string, reason: string): Outcome {
  const error = new TsRegError('refused', `the engine's words: ${registry}: ${reason}`, {
    registry,
    reason,
    hint: hint`ts-reg registry update ${registry} USER`,
  });
  return { registry, result: 'accepted', error };
}
const accepted = (registry: string): Outcome => ({ registry, result: 'accepted', error: undefined });

function printed(outcomes: readonly Outcome[], messageWidth: number | undefined, level: 0 | 1 = 0) {
  const texts: string[] = [];
  const reports: TsRegError[] = [];
  printOutcomes(
    { messageWidth, messagePaint: new Chalk({ level }), write: (text) => texts.push(text) },
    outcomes,
    (problem) => reports.push(problem),
  );
  return { text: texts.join(''), reports };
}

const outcomes = [
  accepted('a.example.com'),
  refused('b.example.com', 'registry refused the user name or password (HTTP 401)'),
  refused('c.example.com', 'connection refused'),
  refused('d.example.com', 'registry refused the user name or password (HTTP 401)'),
  refused('e.example.com', 'registry refused the user name or password (HTTP 401)'),
];

it('has one line a registry, with its reason, cut where the terminal ends', () => {
  expect(printed(outcomes, 40).text).toBe(
    [
      'REGISTRY       RESULT',
      'a.example.com  accepted',
      'b.example.com  registry refused the use…',
      'c.example.com  connection refused',
      'd.example.com  registry refused the use…',
      'e.example.com  registry refused the use…',
      '',
    ].join('\n'),
  );
});

it('reports each reason once, with one hint, and the registries that it is about', () => {
  expect(printed(outcomes, 80).reports.map(({ reason, registry, hint: next }) => [registry, reason, next])).toEqual([
    [
      'b.example.com and 2 more',
      'registry refused the user name or password (HTTP 401)',
      'ts-reg registry update b.example.com USER',
    ],
    ['c.example.com', 'connection refused', 'ts-reg registry update c.example.com USER'],
  ]);
});

it('takes an error without a reason of its own by its message, and one without a hint as it is', () => {
  const error = new TsRegError('io', 'the file\u001b[2J is not there');
  const { text, reports } = printed([{ registry: 'r', result: '', error }], 80);
  expect(text).toBe('REGISTRY  RESULT\nr         the file\\u{1b}[2J is not there\n');
  expect(reports).toMatchObject([{ message: 'r: the file\u001b[2J is not there', hint: undefined }]);
});

it('says a success in fewer words where there is no room, and in color', () => {
  const renewed = { registry: 'a.example.com', result: 'renewed, valid 11h 59m', short: 'renewed', error: undefined };
  expect(printed([renewed], 40).text).toContain('renewed, valid 11h 59m\n');
  expect(printed([renewed], 30).text).toBe('REGISTRY       RESULT\na.example.com  renewed\n');
  expect(printed(outcomes, 80, 1).text).toContain('\u001b[32maccepted\u001b[39m');
  expect(printed(outcomes, 80, 1).text).toContain('\u001b[31mconnection refused\u001b[39m');
});

it('prints nothing of nothing', () => {
  expect(printed([], 80)).toEqual({ text: '', reports: [] });
});
