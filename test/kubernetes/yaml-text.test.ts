import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { yamlDocuments } from '../../src/kubernetes/yaml-text.js';

it('is block style with JSON scalars', () => {
  const document = { kind: 'Role', rules: [{ apiGroups: [''], verbs: ['get'] }], empty: {}, none: undefined, n: 1 };
  expect(yamlDocuments([document, { a: 'x\ny\n' }])).toBe(
    'kind: "Role"\nrules:\n- apiGroups:\n  - ""\n  verbs:\n  - "get"\nempty: {}\n"n": 1\n---\na: |\n  x\n  y\n',
  );
});

it('is read as it was written, whatever is in it, by YAML 1.1 and 1.2', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 12, unit: 'binary' }),
    fc.constantFrom(
      'yes',
      'no',
      'null',
      'y',
      '~',
      '0x1f',
      '1e3',
      'a: b',
      '- a',
      '"',
      "'",
      '|',
      '# c',
      'a\nb\n',
      '\n',
      '{',
      '2001-01-01',
      '<<',
    ),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, word, fc.integer(), fc.boolean(), tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 3 }),
    object: fc.dictionary(
      word.filter((key) => key !== '__proto__'),
      tie('any'),
      { maxKeys: 3 },
    ),
  }));
  fc.assert(
    fc.property(fc.array(value.object, { minLength: 1, maxLength: 3 }), (documents) => {
      const objects = documents.map((document) => ({ kind: 'x', document }));
      for (const version of ['1.1', '1.2'] as const) {
        const read = parseAllDocuments(yamlDocuments(objects), { version, merge: false });
        expect(JSON.stringify(read.map((one) => one.toJS() as unknown))).toBe(JSON.stringify(objects));
      }
    }),
    { numRuns: 100 },
  );
});
