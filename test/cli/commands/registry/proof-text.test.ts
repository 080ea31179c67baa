/** What `add` and `update` say that they proved. */
import { expect, it } from 'vitest';
import { proofText } from '../../../../src/cli/commands/registry/proof-text.js';

const now = new Date(2026, 0, 2, 9, 40).getTime();
const tonight = new Date(2026, 0, 2, 21, 40).getTime();

it.each([
  ['accepted', 'accepted', tonight, 'AWS and the registry accepted it; token valid until 21:40'],
  ['accepted', 'accepted', undefined, 'AWS and the registry accepted it'],
  ['accepted', 'open', tonight, 'AWS accepted it; the registry asks for no token; token valid until 21:40'],
  [
    'accepted',
    undefined,
    tonight + 3 * 3_600_000,
    'AWS accepted it; the registry was not asked (--skip-validate); token valid until 2026-01-03 00:40',
  ],
  ['failed', undefined, undefined, 'stored, but AWS gave no token for it (--skip-validate)'],
  [undefined, 'accepted', undefined, 'the registry accepted it'],
  [undefined, 'open', undefined, 'stored; the registry did not ask for the password'],
  [undefined, undefined, undefined, 'stored without asking the registry (--skip-validate)'],
] as const)('AWS %s, registry %s, token until %s: %s', (aws, registry, tokenExpiresAt, text) => {
  expect(proofText({ aws, registry, tokenExpiresAt }, { user: 'ci', now })).toBe(text);
});

it('calls a registry without a user anonymous', () => {
  const proof = { aws: undefined, registry: 'open', tokenExpiresAt: undefined } as const;
  expect(proofText(proof, { user: '', now })).toBe('the registry allows anonymous access');
});
