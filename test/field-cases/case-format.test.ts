/** The parser of field cases: strict, and every complaint names the line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCase } from './case-format.js';
import { faultKinds, instructions, serverOptions } from './case-instructions.js';
import { expand, splitWords } from './case-words.js';
import { CaseError, serverKinds } from './field-case.js';
import { loadCases } from './load-cases.js';

const head = 'title A title\nreport owner/repository#12\n';
const whole = `${head}# why\nserver aws\nserver registry reg tls user=ci\nenv A=b c\nstdin secret\nrun ts-reg registry add \${REG} 'a b' "c'd"
expect exit 0
expect stderr not contains secret
requests reg 1+ GET /v2/
peers aws
-- .config/x --
one
-- answer reg /v2/ --
HTTP 200
content-type: text/html

true
-- peer aws --
run aws --version
expect exit 0
`;

function complaint(text: string): string {
  try {
    parseCase('x.txt', text);
  } catch (error) {
    if (error instanceof CaseError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a case file', () => {
  it('is read with all its parts', () => {
    const read = parseCase('test/field-cases/some-case.txt', whole);
    expect(read).toMatchObject({
      name: 'some-case',
      title: 'A title',
      reports: ['owner/repository#12'],
      client: undefined,
    });
    expect(read.servers.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['aws aws', 'registry reg']);
    expect(read.steps.map(({ kind }) => kind)).toEqual(['env', 'stdin', 'run', 'exit', 'output', 'requests']);
    expect(read.steps[2]).toMatchObject({ words: ['ts-reg', 'registry', 'add', '${REG}', 'a b', "c'd"], line: 8 });
    expect(read.files.get('.config/x')).toBe('one');
    expect(read.answers.get('reg /v2/')).toBe('HTTP 200\ncontent-type: text/html\n\ntrue');
    expect(read.peers.get('aws')?.map(({ kind }) => kind)).toEqual(['run', 'exit']);
  });

  it.each([
    ['no title', 'report a/b#1\nrun x\nexpect exit 0', "x.txt:1: no 'title'"],
    ['no report', 'title x\nrun x\nexpect exit 0', "x.txt:1: no 'report'"],
    ['a report without a number', 'title x\nreport a/b', 'x.txt:2: a report is OWNER/REPOSITORY#NUMBER'],
    ['an unknown instruction', `${head}runn x`, "x.txt:3: unknown instruction 'runn'"],
    ['no run', `${head}env A=b`, "x.txt:3: no 'run'"],
    ['no expectation', `${head}run x`, "x.txt:3: no 'expect'"],
    ['an expectation before the first run', `${head}expect exit 0`, "x.txt:3: 'expect' before the first 'run'"],
    ['an open quote', `${head}run 'x`, 'x.txt:3: a quote is left open'],
    ['an unknown server', `${head}server gcp`, "x.txt:3: unknown server 'gcp'"],
    ['an unknown option', `${head}server aws color=red`, "x.txt:3: unknown option 'color'"],
    ['a second server of one name', `${head}server aws\nserver aws`, "x.txt:4: second server 'aws'"],
    ['requests of no server', `${head}run x\nrequests aws 1`, "x.txt:4: no server 'aws'"],
    ['a number of requests that is always right', `${head}run x\nrequests proxy 0+`, "x.txt:4: '0+' is always true"],
    ['a wrong pattern', `${head}run x\nexpect stdout matches /(/`, 'x.txt:4: '],
    ['an exit code that is invalid', `${head}run x\nexpect exit zero`, "x.txt:4: 'expect exit' needs"],
    ['stdin for nobody', `${head}run x\nexpect exit 0\nstdin y`, "x.txt:5: 'stdin' without a 'run'"],
    ['a peer without a section', `${head}peers aws\nrun x\nexpect exit 0`, "x.txt:3: no section '-- peer aws --'"],
    [
      'a section of a peer that was not announced',
      `${head}run x\nexpect exit 0\n-- peer aws --\nrun x\nexpect exit 0`,
      "x.txt:5: the peer 'aws' is not in the line 'peers'",
    ],
    [
      'a mistake in the section of a peer',
      `${head}peers aws\nrun x\nexpect exit 0\n-- peer aws --\nrunn x`,
      "x.txt:7: unknown instruction 'runn'",
    ],
    ['a file outside HOME', `${head}run x\nexpect exit 0\n-- ../x --\n`, 'x.txt:5: a file lies below HOME'],
    [
      'an answer of no server',
      `${head}run x\nexpect exit 0\n-- answer reg /v2/ --\nHTTP 200`,
      "x.txt:5: no server 'reg'",
    ],
    [
      'an answer without a status',
      `${head}server registry reg\nrun x\nexpect exit 0\n-- answer reg /v2/ --\nhello`,
      'x.txt:7: an answer begins with',
    ],
    [
      'a status that no proxy refuses with',
      `${head}fault proxy 200`,
      "x.txt:3: 'fault proxy' needs a status such as 407",
    ],
    ['a fault that nobody knows', `${head}server aws\nfault aws fire`, "x.txt:4: unknown fault 'fire'"],
    ['a clock that does not move', `${head}clock aws later`, "x.txt:3: 'clock' needs"],
    ['a mode that is invalid', `${head}file x mode rwx`, 'x.txt:3: a mode such as 0600 is needed'],
  ])('with %s is refused with its line', (_, text, expected) => {
    expect(complaint(text)).toContain(expected);
  });

  it('is read, or refused with a line that it has, whatever it holds', () => {
    const words = [
      'title',
      'report',
      'run',
      'expect',
      'exit',
      'stdin',
      'server',
      'aws',
      'requests',
      '-- x --',
      '-- peer aws --',
      "'",
      '0',
      'a/b#1',
      'not',
      '/(/',
    ];
    const line = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => parts.join(' ')),
      fc.constantFrom(...whole.split('\n')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        try {
          const read = parseCase('x.txt', text);
          expect(read.reports.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof CaseError)) throw error;
          expect(error.line).toBeGreaterThanOrEqual(1);
          expect(error.line).toBeLessThanOrEqual(text.split('\n').length + 1);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses no instruction: one line less is another case, or none', () => {
    const lines = whole.split('\n');
    const meaningful = lines
      .map((text, index) => ({ text, index }))
      .filter(({ text }) => text !== '' && !text.startsWith('#'));
    fc.assert(
      fc.property(fc.constantFrom(...meaningful), ({ index }) => {
        const without = lines.filter((_, at) => at !== index).join('\n');
        const strip = (text: string): string =>
          JSON.stringify(parseCase('x.txt', text), (key, value: unknown) =>
            key === 'line' ? 0 : value instanceof Map ? [...value] : value,
          );
        if (complaint(without) === 'none') expect(strip(without)).not.toBe(strip(whole));
      }),
    );
  });
});

describe('the repository', () => {
  it('has only cases that can be read, each with a title of its own', () => {
    const titles = loadCases(import.meta.dirname).map(({ title }) => title);
    expect(titles.length).toBeGreaterThan(60);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('shows in the README three cases as they are', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/```text\n([^]*?)```/g)].map(([, text]) => text ?? '');
    expect(examples).toHaveLength(3);
    for (const example of examples) {
      const { name } =
        loadCases(import.meta.dirname).find(({ title }) => example.includes(title)) ?? expect.fail(example);
      expect(readFileSync(join(import.meta.dirname, `${name}.txt`), 'utf8').trimEnd()).toBe(example.trimEnd());
    }
  });

  it('says what each instruction, server and option is', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const words = [...instructions, ...serverKinds, ...faultKinds, ...Object.values(serverOptions).flat()];
    expect(words.filter((word) => !readme.includes(word))).toEqual([]);
  });
});

describe('the words of a command', () => {
  it('come back from quotes as they were', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(words.map((text) => `'${text}'`).join(' '))).toEqual(words);
      }),
    );
  });

  it('take only what is set in place of a name', () => {
    expect(expand('$(x) $HOME ${HOME} $a', new Map([['HOME', '/h']]))).toBe('$(x) $HOME /h $a');
    expect(() => expand('${NOTHING}', new Map())).toThrow('nothing is called ${NOTHING}');
  });
});
