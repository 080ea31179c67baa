/**
 * Any document, right, spoilt or hostile: no crash, a position in every fault, and no secret in any of them
 * (`FUZZ_RUNS=100000 npx vitest run test/apply/hostile-documents.test.ts`).
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDocument } from '../../src/apply/read-document.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { validAgainst } from '../support/json-schema.js';
import { blockYaml, canary, valid } from './any-document.js';
import { documentSchema } from '../../src/apply/document-schema.js';

const source = { title: 'r.yaml', folder: '/' };
const position = /^r\.yaml, line [1-9][0-9]*, column [1-9][0-9]*: /;

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
