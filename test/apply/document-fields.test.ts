/** Faults with positions, and keys with their nearest known one. */
import { expect, it } from 'vitest';
import { DocumentFaults, DocumentFields } from '../../src/apply/document-fields.js';
import { readYamlTree } from '../../src/config/yaml-tree.js';

function fieldsOf(text: string): { fields: DocumentFields<'alpha' | 'user'>; faults: DocumentFaults } {
  const faults = new DocumentFaults('d');
  const tree = readYamlTree(text, { mostTokens: 100 });
  if (tree?.kind !== 'mapping') throw new Error('no mapping');
  return { fields: new DocumentFields(tree, ['alpha', 'user'], faults), faults };
}

it('tells an unknown key with the one that was meant, by its letters or its meaning', () => {
  const hints = (text: string) => fieldsOf(text).faults.found.map(({ hint }) => hint);
  expect(hints('alhpa: 1')).toEqual(['did you mean alpha?']);
  expect(hints('login: 1')).toEqual(['did you mean user?']);
  // What `token` stands for is no key here.
  expect(hints('token: 1')).toEqual(['the keys are alpha, user']);
  expect(hints('usrname: 1')).toEqual(['did you mean user?']);
  expect(fieldsOf('<<: { alpha: 1 }').faults.found.map(({ message }) => message)).toEqual([
    'd, line 1, column 1: has a merge key (<<), which ts-reg does not read',
  ]);
  expect(hints('constructor: 1')).toEqual(['the keys are alpha, user']);
});

it('reads single values, and says where a value is missing or another one', () => {
  const { fields, faults } = fieldsOf('alpha:\nuser: [x]\n');
  expect([fields.text('alpha'), fields.text('user')]).toEqual([undefined, undefined]);
  expect(faults.found.map(({ message }) => message)).toEqual([
    'd, line 1, column 1: alpha has no value',
    'd, line 2, column 7: user must be a single value',
  ]);
});

it('takes the empty text only where it means something', () => {
  const { fields, faults } = fieldsOf('alpha: ""\nuser: ""\n');
  expect(fields.text('user', { mayBeEmpty: true })?.text).toBe('');
  expect(fields.text('alpha')).toBeUndefined();
  expect(faults.found.map(({ message }) => message)).toEqual(['d, line 1, column 8: alpha is empty']);
});
