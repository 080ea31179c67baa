/** Tables for people. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/cli/output/table-text.js';
import { type TableColumn, tableText } from '../../../src/cli/output/table.js';

const asIs = (line: string): string => line;

function table(width: number | undefined, first: readonly string[], others: readonly TableColumn[]): readonly string[] {
  return tableText({ title: 'NAME', cells: first }, others, { width, paintTitle: asIs }).replace(/\n$/, '').split('\n');
}

const user: TableColumn = { title: 'USER', cells: ['AKIAIOSFODNN7EXAMPLE', 'ci'], least: 8, isEssential: true };
const token: TableColumn = {
  title: 'TOKEN',
  cells: ['valid 11h 32m', 'none'],
  short: ['11h 32m', 'none'],
  isEssential: true,
};
const type: TableColumn = { title: 'TYPE', cells: ['awsecr', 'docker_v2'] };
const names = ['one.example.com', 'two.example.com'];

describe('a table', () => {
  it('is complete where there is room for all of it, and where nobody knows the width', () => {
    for (const width of [undefined, 0, 64])
      expect(table(width, names, [user, token, type])).toEqual([
        'NAME             USER                  TOKEN          TYPE',
        'one.example.com  AKIAIOSFODNN7EXAMPLE  valid 11h 32m  awsecr',
        'two.example.com  ci                    none           docker_v2',
      ]);
  });

  it('says it in fewer words, drops the last columns, then cuts, then drops the others; never the name', () => {
    const first = (width: number): string => table(width, names, [user, token, type])[1] ?? '';
    expect(first(60)).toBe('one.example.com  AKIAIOSFODNN7EXAMPLE  11h 32m  awsecr');
    expect(first(56)).toBe('one.example.com  AKIAIOSFODNN7EXAMPLE  valid 11h 32m');
    expect(first(46)).toBe('one.example.com  AKIAIOSFODNN7EXAMPLE  11h 32m');
    expect(first(36)).toBe('one.example.com  AKIAI…MPLE  11h 32m');
    expect(first(30)).toBe('one.example.com  AKIAIO…XAMPLE');
    expect(first(24)).toBe('one.example.com  11h 32m');
    expect(first(20)).toBe('one.example.com');
  });

  it('lets a long name run over the cells to its right, and keeps those of all others', () => {
    const others = [{ ...user, cells: ['ci', 'ci', 'ci'] }, { ...token, cells: ['none', 'none', 'none'] }, type];
    expect(table(40, ['a.example.com', 'b.example.com', `c.example.com/${'x'.repeat(20)}`], others)).toEqual([
      'NAME           USER  TOKEN  TYPE',
      'a.example.com  ci    none   awsecr',
      'b.example.com  ci    none   docker_v2',
      'c.example.com/xxxxxxxxxxxxxxxxxxxx',
    ]);
  });

  it('puts a name that is wider than the terminal alone on its line, and its cells below it', () => {
    const others = [{ ...user, cells: ['me', 'ci'] }];
    expect(table(24, ['a.example.com', 'x'.repeat(30)], others)).toEqual([
      'NAME           USER',
      'a.example.com  me',
      'x'.repeat(30),
      '               ci',
    ]);
  });

  it('gives a column with enough the rest only where no column behind it wants it', () => {
    const wide = { ...user, enough: 10 };
    expect(table(41, names, [wide, type])[1]).toBe('one.example.com  AKIAIO…XAMPLE  awsecr');
    expect(table(70, names, [wide, type])[1]).toBe('one.example.com  AKIAIOSFODNN7EXAMPLE  awsecr');
  });

  it('counts cells of the terminal, not characters', () => {
    expect(table(undefined, ['漢字', 'a'], [{ title: 'B', cells: ['1', '2'] }])).toEqual([
      'NAME  B',
      '漢字  1',
      'a     2',
    ]);
  });

  it('paints the cell and not the blanks behind it, and counts no color', () => {
    const painted = { ...type, paint: (cell: string) => `\u001b[31m${cell}\u001b[39m` };
    expect(table(undefined, names, [painted, user])[1]).toBe(
      'one.example.com  \u001b[31mawsecr\u001b[39m     AKIAIOSFODNN7EXAMPLE',
    );
  });
});

const cell = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', 'é', '漢', '😀'), maxLength: 60 });
const column = (rows: number): fc.Arbitrary<TableColumn> =>
  fc.record(
    {
      title: fc.constantFrom('USER', 'TOKEN', 'ENDPOINT'),
      cells: fc.array(cell, { minLength: rows, maxLength: rows }),
      least: fc.integer({ min: 1, max: 30 }),
      enough: fc.integer({ min: 8, max: 40 }),
      isEssential: fc.boolean(),
      cut: fc.constantFrom('middle' as const, 'end' as const),
    },
    { requiredKeys: ['title', 'cells'] },
  );
const contents = fc
  .integer({ min: 0, max: 8 })
  .chain((rows) =>
    fc.tuple(fc.array(cell, { minLength: rows, maxLength: rows }), fc.array(column(rows), { maxLength: 6 })),
  );

it('of any contents has no line wider than the terminal but a name alone, and every name whole, in order', () => {
  fc.assert(
    fc.property(contents, fc.integer({ min: 8, max: 200 }), ([first, others], width) => {
      const lines = table(width, first, others);
      for (const line of lines) expect(displayWidth(line) <= width || first.includes(line), line).toBe(true);
      const narrow = first.filter((name) => displayWidth(name) <= width).length;
      expect(lines.length).toBeLessThanOrEqual(1 + narrow + 2 * (first.length - narrow));
      const text = lines.slice(1);
      for (const name of first) {
        const at = text.findIndex((line) => line.startsWith(name));
        expect(at).toBeGreaterThanOrEqual(0);
        text.splice(0, at + 1);
      }
    }),
    { numRuns: 500 },
  );
});

it.each([60, 80, 120])('fills %i columns, however many rows: the widths are measured once', (width) => {
  const many = Array.from({ length: 20_000 }, (_, index) => `${index}.dkr.ecr.us-east-1.amazonaws.com`);
  const lines = table(width, many, [{ title: 'USER', cells: many.map(() => 'ci'), least: 2, isEssential: true }]);
  expect(lines).toHaveLength(20_001);
});
