/**
 * Any document, right, spoilt or hostile: no crash, a position in every fault, and no secret in any of them
 * (`FUZZ_RUNS=100000 npx vitest run test/apply/hostile-documents.test.ts`).
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDocument } from '../../src/apply/read-document.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { validAgainst } from '../support/json-schema.js';
import { documentSchema } from '../../src/apply/document-schema.js';

const canary = 'c4n4ry-s3cr3t';
const source = { title: 'r.yaml', folder: '/' };
const position = /^r\.yaml, line [1-9][0-9]*, column [1-9][0-9]*: /;

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.tuple(
  word,
  word,
  fc.constantFrom('example.com', 'example.com:5000', 'dkr.ecr.us-east-1.amazonaws.com'),
);
const reference = fc.oneof(
  word.map((name) => ({ env: name.toUpperCase() })),
  word.map((path) => ({ file: `./${path}` })),
  fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => ({ command: words })),
);
const identity = fc.oneof(
  fc.constantFrom({ user: '' }, { user: 'awsauto' }),
  fc.record({ user: word.map((user) => `u-${user}`), password: reference }),
  fc.record(
    { role: word.map((role) => `arn:aws:iam::123456789012:role/${role}`), external_id: fc.oneof(word, reference) },
    { requiredKeys: ['role'] },
  ),
  fc.record({ profile: word }),
);
const rest = fc.record(
  {
    name: word,
    verify_tls: fc.boolean(),
    region: fc.constantFrom('us-east-1', 'eusc-de-east-1'),
    account: fc.constant('123456789012'),
  },
  { requiredKeys: [] },
);
const entry = fc
  .tuple(fc.nat(), host, identity, rest)
  .map(([number, [a, b, c], who, more]) => ({ registry: `${a}${number}.${b}.${c}`, ...who, ...more }));
const valid = fc
  .record({ name: word, registries: fc.array(entry, { maxLength: 6 }) }, { requiredKeys: ['registries'] })
  .filter(({ registries }) => new Set(registries.map(({ registry }) => registry)).size === registries.length);

/** As YAML people write it: block style for the document, each entry in its own lines. */
function blockYaml(document: { readonly name?: string; readonly registries: readonly object[] }): string {
  const lines = document.name === undefined ? [] : [`name: ${document.name}`];
  if (document.registries.length === 0) return [...lines, 'registries: []', ''].join('\n');
  const entries = document.registries.map((one) =>
    Object.entries(one)
      .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${JSON.stringify(value)}`)
      .join('\n'),
  );
  return [...lines, 'registries:', ...entries, ''].join('\n');
}

const anyText = valid.chain((document) => fc.constantFrom(JSON.stringify(document, undefined, 2), blockYaml(document)));

/** What somebody pastes into a wrong place, and what attacks a parser. */
const strange = fc.constantFrom(
  canary,
  `"${canary}"`,
  `password: ${canary}`,
  `${canary}: x`,
  `user: ci:${canary}`,
  `registry: https://ci:${canary}@registry.example.com`,
  `registry: ci:${canary}@registry.example.com`,
  `registry: registry.example.com:${canary}`,
  `registry: registry.example.com/${canary}'"`,
  `type: ${canary}`,
  `verify_tls: ${canary}`,
  `region: ${canary}!`,
  `endpoint: https://ci:${canary}@x`,
  `role: ${canary}`,
  `password: { env: "${canary}" }`,
  `password: { env: TS_REG_KEY }`,
  `password: { ${canary}: A }`,
  `password: { command: "${canary}" }`,
  `name: "${canary} "`,
  `&a [*a, *${canary}]`,
  `<<: *${canary}`,
  `!${canary} x`,
  `!!binary ${canary}`,
  '? [a, b]\n: c',
  '--- ',
  '\n...\n---\n',
  '\t',
  '[',
  '{',
  ']',
  '}',
  '"',
  "'",
  ': ',
  '- ',
  '|\n  x',
  '%YAML 9.9\n',
  '#',
  '\u0000',
  '\u0007',
  '\ufeff',
  '\u2028',
  '\ud800',
  '__proto__: { a: b }',
  'constructor: x',
  'registries: []',
  '['.repeat(500),
  '{a: '.repeat(100),
  '&a '.repeat(50),
  '- '.repeat(300),
);
const spoilt = fc
  .tuple(
    anyText,
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), strange), { maxLength: 4, minLength: 1 }),
  )
  .map(([text, edits]) =>
    edits.reduce((before, [share, removed, added]) => {
      const at = Math.floor(before.length * share);
      return `${before.slice(0, at)}${added}${before.slice(at + removed)}`;
    }, text),
  );
/** A whole line replaced, which keeps the structure and so reaches the checks behind the parser. */
const misplaced = fc.tuple(valid, fc.nat(30), strange).map(([document, number, line]) => {
  const lines = blockYaml(document).split('\n');
  const at = number % lines.length;
  const [indent = ''] = /^ */.exec(lines[at] ?? '') ?? [];
  return lines.toSpliced(at, number % 2, `${indent}${line}`).join('\n');
});
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(strange, { maxLength: 20 }).map((parts) => parts.join('')),
  fc.array(strange, { maxLength: 20 }).map((parts) => parts.join('\n')),
);

it(
  'a right document is read whole, in each style, and its schema takes it too',
  () => {
    fc.assert(
      fc.property(valid, (document) => {
        expect(validAgainst(documentSchema, document)).toEqual([]);
        for (const text of [JSON.stringify(document), JSON.stringify(document, undefined, 2), blockYaml(document)]) {
          const read = readDocument(text, source);
          expect(read.faults).toBeUndefined();
          expect(read.document?.entries.map(({ registry }) => registry)).toEqual(
            document.registries.map(({ registry }) => registry),
          );
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it(
  'a spoilt or hostile document is read, or refused with a position and without a secret',
  () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(spoilt, misplaced, hostile), (text) => {
        const { document, faults } = readDocument(text, source);
        expect(document === undefined).toBe(faults !== undefined);
        if (faults === undefined) return;
        refused += 1;
        expect(faults.length).toBeGreaterThan(0);
        for (const { message, hint = '', kind, detail } of faults) {
          expect(message).toMatch(position);
          expect(kind).toBe('usage');
          expect(`${message}${hint}${JSON.stringify(detail)}`).not.toContain(canary);
        }
      }),
      { numRuns: fuzzRuns },
    );
    // Otherwise the generator spoils nothing.
    expect(refused).toBeGreaterThan(fuzzRuns / 2);
  },
  fuzzTimeout,
);
