/** Several documents in one run. */
import { expect, it } from 'vitest';
import { readDocuments } from '../../src/apply/read-documents.js';

const text = (title: string, content: string) => ({ text: content, source: { title, folder: '' } });
const entry = (registry: string) => `\n  - { registry: ${registry}, user: "" }`;

it('are read together, or refused together with all that is wrong', () => {
  const good = text('a', `registries:${entry('a.example.com')}`);
  expect(readDocuments([good, text('b', 'registries: []')], { prune: false }).documents).toHaveLength(2);
  const { documents, faults } = readDocuments([good, text('b', ''), text('c', 'x: 1')], { prune: false });
  expect(documents).toEqual([]);
  expect(faults.map(({ message }) => message)).toEqual([
    'b, line 1, column 1: is empty',
    'c, line 1, column 1: unknown key',
    'c, line 1, column 1: has no key registries',
  ]);
});

it('do not share a registry', () => {
  const { faults } = readDocuments(
    [text('a', `registries:${entry('docker.io')}`), text('b', `registries:${entry('index.docker.io')}`)],
    { prune: false },
  );
  expect(faults.map(({ message }) => message)).toEqual([
    'b, line 2, column 5: index.docker.io is listed already: a, line 2',
  ]);
});

it('need a name for prune', () => {
  const one = [text('a', 'registries: []'), text('b', 'name: b\nregistries: []')];
  expect(readDocuments(one, { prune: false }).faults).toEqual([]);
  expect(readDocuments(one, { prune: true }).faults.map(({ message, hint }) => [message, hint])).toEqual([
    ['a, line 1, column 1: --prune needs the name of the document', 'add this line to a: name: my-registries'],
  ]);
});
