/** Records that cannot be read. */
import { expect, it } from 'vitest';
import type { TsRegError } from '../../src/errors.js';
import { reportDamaged } from '../../src/registry-store/report-damaged.js';

it('reports each with its place, its reason and the command that looks further', () => {
  const reported: TsRegError[] = [];
  reportDamaged(
    [
      { place: '/data/a.json', reason: 'it is empty' },
      { place: "row 'b' of table record", reason: 'it was changed' },
    ],
    (problem) => reported.push(problem),
  );
  expect(reported).toMatchObject([
    { kind: 'io', message: '/data/a.json: it is empty', hint: 'ts-reg doctor' },
    { kind: 'io', message: "row 'b' of table record: it was changed", hint: 'ts-reg doctor' },
  ]);
});
