import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readYamlFile, type YamlFile } from '../../src/config/yaml-file.js';
import { TsRegError } from '../../src/errors.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-yaml-'));
  path = join(folder, 'config.yaml');
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string): Promise<YamlFile | undefined> {
  await writeFile(path, text, { mode: 0o600 });
  return readYamlFile(path);
}

async function refusal(text: string): Promise<TsRegError> {
  const error: unknown = await read(text).catch((caught: unknown) => caught);
  if (error instanceof TsRegError) return error;
  throw new Error(`not refused: ${text.slice(0, 60)}`);
}

it('answers undefined when there is no such file', async () => {
  expect(await readYamlFile(join(folder, 'missing.yaml'))).toBeUndefined();
});

it.each(['', '\n\n', '# only a comment\n', '---\n', '---\n...\n', '~', 'null', '%YAML 1.1\n---\n'])(
  'reads %j as no settings',
  async (text) => {
    expect((await read(text))?.mapping).toEqual(new Map());
  },
);

it('keeps every value as the text that stands there', async () => {
  const file = await read(
    'a: True\nb: 0123\nc: 1e5\nd: "yes"\ne: \'x\'\nf: # nothing\ng: ~\nh: "null"\ni: 2026-01-02\n__proto__: x\n',
  );
  expect([...(file?.mapping ?? [])]).toEqual([
    ['a', 'True'],
    ['b', '0123'],
    ['c', '1e5'],
    ['d', 'yes'],
    ['e', 'x'],
    ['f', undefined],
    ['g', undefined],
    ['h', 'null'],
    ['i', '2026-01-02'],
    ['__proto__', 'x'],
  ]);
});

it('reads mappings and lists, in block and flow form', async () => {
  const file = await read('endpoints:\n  ecr: a\n  sts: b\nflow: {x: [1, "2", ~]}\n');
  expect(file?.mapping).toEqual(
    new Map<string, unknown>([
      [
        'endpoints',
        new Map([
          ['ecr', 'a'],
          ['sts', 'b'],
        ]),
      ],
      ['flow', new Map([['x', ['1', '2', undefined]]])],
    ]),
  );
});

it('reads files with Windows line ends', async () => {
  expect((await read('a: 1\r\nb: 2\r\n'))?.mapping).toEqual(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
});

it.each([
  ['a: 1\nb: 2\na: 3\n', 3, 'has a duplicate key'],
  ['a:\n\tb: 1\n', 2, 'has a tab before a key; use spaces'],
  ['a: [1, 2\n', 2, 'has wrong indentation or an unmatched bracket'],
  ['{a: 1\n', 2, 'has an unmatched bracket or quote'],
  ['a: "x\n', 2, 'has an unmatched bracket or quote'],
  ['a: b: c\n', 1, 'has a value with ": " in it; put it into quotes, or indent it like the line above'],
  ['a: 1\nb: @x\n', 2, 'is not valid YAML'],
  ['a: !!binary AAAA\n', 1, 'has a tag (!name), which ts-reg does not read'],
  ['a: !custom x\n', 1, 'has a tag (!name), which ts-reg does not read'],
  ['a: &x 1\nb: *x\n', 2, 'has an alias (*name), which ts-reg does not read'],
  ['? [1, 2]\n: 3\n', 1, 'has a key that is not text'],
  ['? ~\n: 3\n', 1, 'has a key that is not text'],
  ['a: "x\\0y"\n', 1, 'has a control character or line break in a value'],
  ['a: |\n  two\n  lines\n', 1, 'has a control character or line break in a value'],
  ['- a\n- b\n', 1, 'contains no settings of the form `key: value`'],
  ['just a text\n', 1, 'contains no settings of the form `key: value`'],
  ['a: 1\n---\nb: 2\n', 2, 'contains more than one YAML document'],
])('refuses %j with its line', async (text, line, fault) => {
  expect(await refusal(text)).toMatchObject({
    kind: 'usage',
    exitCode: 2,
    message: `${path}, line ${line}: ${fault}`,
    hint: `correct ${path}`,
  });
});

describe('bombs are refused before they go off', () => {
  const levels = 'a b c d e f g h i'.split(' ').map((name, index, all) => {
    const items = Array.from({ length: 9 }, () => (index === 0 ? 'lol' : `*${all[index - 1] ?? ''}`));
    return `${name}: &${name} [${items.join(', ')}]`;
  });
  it.each([
    ['aliases of aliases', levels.join('\n'), 'has an alias (*name), which ts-reg does not read'],
    ['a flow list in a flow list …', `a: ${'['.repeat(262_000)}`, 'is nested too deeply'],
    ['a flow mapping in a flow mapping …', '{a: '.repeat(60_000), 'is nested too deeply'],
    ['a list in a list …', '- '.repeat(130_000), 'is nested too deeply'],
    ['keys of keys', '? '.repeat(130_000), 'is nested too deeply'],
    [
      '700 levels of indentation',
      Array.from({ length: 700 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      'is nested too deeply',
    ],
    ['20,000 keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n'), 'has too many entries'],
    ['50,000 documents', '---\n'.repeat(50_000), 'has too many entries'],
    ['anchors without end', `a: ${'&a '.repeat(80_000)}`, 'has too many entries'],
  ])('%s', async (_case, text, fault) => {
    expect((await refusal(text)).message).toContain(`: ${fault}`);
  });

  it('reads what is nested 12 deep', async () => {
    const file = await read(`a: ${'['.repeat(12)}x${']'.repeat(12)}`);
    expect(JSON.stringify(file?.mapping.get('a'))).toBe(`${'['.repeat(12)}"x"${']'.repeat(12)}`);
  });
});

it('never quotes what a broken file says', async () => {
  for (const text of [
    'key: "hunter2',
    'pass: hunter2: x',
    'hunter2',
    '@hunter2',
    'a: !hunter2 x',
    'a: *hunter2',
    '"hunter2": 1\n"hunter2": 2',
  ]) {
    const error = await refusal(text);
    expect(`${error.message} ${error.hint ?? ''}`).not.toContain('hunter2');
  }
});

const fragment = fc.constantFrom(
  'a',
  'key',
  ':',
  ': ',
  ' ',
  '\n',
  '\n  ',
  '- ',
  '? ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '#',
  '&x ',
  '*x',
  '!',
  '!!str ',
  '|',
  '>',
  '%YAML 1.2',
  '---',
  '...',
  '\t',
  '\\',
  '~',
  'true',
  '\r',
  '\u0085',
  '\u2028',
  '\ufeff',
  '😀',
  '0',
  '@',
  '`',
  '<<',
);
const soup = fc.array(
  fc.oneof({ weight: 8, arbitrary: fragment }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) }),
  { maxLength: 60 },
);

it(
  'reads or refuses any text, and throws nothing but a clear error',
  async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (parts) => {
        try {
          expect((await read(parts.join('')))?.mapping).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toBeInstanceOf(TsRegError);
          expect(String(error)).toContain(path);
          expect(String(error)).not.toMatch(/\n/);
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it(
  'gives back any text that was written in double quotes',
  async () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/\p{Cc}/u.test(text));
    await fc.assert(
      fc.asyncProperty(word, async (text) => {
        expect((await read(`a: ${JSON.stringify(text)}`))?.mapping).toEqual(new Map([['a', text]]));
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
