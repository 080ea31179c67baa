/** Who we are to a registry, as a document says it. */
import { expect, it } from 'vitest';
import type { EntryIdentity } from '../../src/apply/document.js';
import { readDocument } from '../../src/apply/read-document.js';

function read(lines: string): EntryIdentity | string | undefined {
  const { document, faults } = readDocument(`registries:\n  - registry: a.example.com\n    ${lines}\n`, {
    title: 'r.yaml',
    folder: '',
  });
  return document?.entries[0]?.identity ?? faults?.map(({ message }) => message.replace('r.yaml, ', '')).join('; ');
}

it.each([
  ['user: ci', 'line 3, column 11: a user has no password'],
  ['password: { env: A }', 'line 3, column 5: an entry has no user, role, profile or web_identity'],
  ['{ }', 'line 3, column 9: is not valid YAML'],
  ['user: awsauto\n    password: { env: A }', 'line 4, column 5: awsauto needs no password'],
  ['user: ""\n    password: { env: A }', 'line 4, column 5: there is a password but no user name'],
  ['user: ci\n    role: arn:x', 'line 4, column 5: an entry has user and role; one of them is enough'],
  ['role: arn:x\n    profile: y', 'line 4, column 5: an entry has role and profile; one of them is enough'],
  ['role: arn:x\n    password: { env: A }', 'line 4, column 5: a role has no password'],
  ['profile: p\n    external_id: x', 'line 4, column 5: external_id belongs to a role'],
  ['role: my-role', 'line 3, column 11: role must be the ARN of a role'],
  ['role: "arn:aws:iam::1:role/x;tenant"', 'line 3, column 11: role must be the ARN of a role'],
  ['role: arn:x\n    external_id: ""', 'line 4, column 18: external_id is empty'],
  ['user: [ci]', 'line 3, column 11: user must be a single value'],
])('%j is refused', (lines, fault) => {
  const found = read(lines);
  expect(lines === '{ }' ? typeof found : found).toBe(lines === '{ }' ? 'string' : fault);
});

it('an external id may be written out or referred to', () => {
  const role = 'role: arn:aws:iam::1:role/x\n    external_id: ';
  expect(read(`${role}tenant-7`)).toMatchObject({ externalId: { kind: 'text', text: 'tenant-7' } });
  expect(read(`${role}{ env: TENANT }`)).toMatchObject({ externalId: { kind: 'env', name: 'TENANT' } });
});

it('the words of anchore-cli take a reference to what stands behind them', () => {
  expect(read('user: _iam_role\n    password: { env: ROLE }')).toEqual({
    kind: 'user',
    user: '_iam_role',
    password: { kind: 'env', name: 'ROLE' },
  });
});
