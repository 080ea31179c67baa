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

const arn = 'arn:aws:iam::123456789012:role/x';
const noRole = 'the password of _web_identity is the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME';

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
  ['web_identity: arn:x', 'line 3, column 19: web_identity must be a mapping with a role'],
  ['web_identity: {}', 'line 3, column 19: web_identity has no role'],
  ['web_identity: { role: pod, audience: a }', `line 3, column 19: ${noRole}`],
  ['web_identity: { role: "arn:aws:iam::1:user/x" }', `line 3, column 19: ${noRole}`],
  ['web_identity: { role: pod, tokens: a }', 'line 3, column 32: unknown key'],
  [`web_identity: { role: "${arn}", token: A-B }`, 'line 3, column 19: token is not the name of a variable'],
  [`web_identity: { role: "${arn}" }\n    password: { env: A }`, 'line 4, column 5: a web_identity has no password'],
  [
    `role: "${arn}"\n    web_identity: { role: pod }`,
    'line 4, column 5: an entry has role and web_identity; one of them is enough',
  ],
  ['user: [ci]', 'line 3, column 11: user must be a single value'],
])('%j is refused', (lines, fault) => {
  const found = read(lines);
  expect(lines === '{ }' ? typeof found : found).toBe(lines === '{ }' ? 'string' : fault);
});

it('a web identity has a role, and perhaps an audience and a variable', () => {
  const none = { audience: undefined, variable: undefined };
  expect(read(`web_identity: { role: "${arn}" }`)).toEqual({ kind: 'web', web: { roleArn: arn, ...none } });
  expect(read('web_identity: { role: pod }')).toEqual({ kind: 'web', web: { roleArn: 'pod', ...none } });
  expect(read(`web_identity: { role: "${arn}", audience: "https://x", token: MINE }`)).toEqual({
    kind: 'web',
    web: { roleArn: arn, audience: 'https://x', variable: 'MINE' },
  });
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
