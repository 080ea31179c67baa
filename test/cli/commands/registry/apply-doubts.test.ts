/** The warnings of `add`, for what `apply` writes. */
import { expect, it } from 'vitest';
import { applyDoubts } from '../../../../src/cli/commands/registry/apply-doubts.js';
import { TsRegError } from '../../../../src/errors.js';
import { documentOf } from '../../../apply/documents.js';

const documents = [
  documentOf(`registries:
  - { registry: a.example.com/x, user: ci, password: { env: A } }
  - { registry: 123456789012.dkr.ecr.us-east-1.amazonaws.co, user: AKIAIOSFODNN7EXAMPLE, password: { env: A } }
`),
];
const all = ['a.example.com/x', '123456789012.dkr.ecr.us-east-1.amazonaws.co'];

function doubts(action: 'add' | 'equal', { isRemote = false, error }: { isRemote?: boolean; error?: TsRegError } = {}) {
  const outcomes = all.map((registry) => ({ registry, action, changes: [], error }));
  return applyDoubts(documents, outcomes, { isRemote });
}

it('are those of the store, or those of an engine', () => {
  expect(doubts('add').map((doubt) => doubt.slice(0, 12))).toEqual(['docker, podm']);
  expect(doubts('add', { isRemote: true })).toEqual([
    '123456789012.dkr.ecr.us-east-1.amazonaws.co looks like an Amazon ECR host but is not one; did you mean 123456789012.dkr.ecr.us-east-1.amazonaws.com?',
  ]);
});

it('are none for what stays as it is or is refused', () => {
  expect(doubts('equal')).toEqual([]);
  expect(doubts('add', { error: new TsRegError('refused', 'no') })).toEqual([]);
});
