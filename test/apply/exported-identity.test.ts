/** The identity of a stored registry, in the words of a document. */
import { expect, it } from 'vitest';
import { exportedIdentity } from '../../src/apply/exported-identity.js';
import { Secret } from '../../src/secret.js';

const arn = 'arn:aws:iam::123456789012:role/pull';

it.each([
  ['awsecr', 'awsauto', 'awsauto', { kind: 'word', user: 'awsauto' }],
  ['docker_v2', '', '', { kind: 'word', user: '' }],
  ['awsecr', '_aws_profile', 'dev', { kind: 'profile', profile: 'dev' }],
  ['awsecr', '_iam_role', arn, { kind: 'role', role: arn, externalId: undefined }],
  ['awsecr', '_iam_role', `${arn};a;b`, { kind: 'role', role: arn, externalId: 'a;b' }],
  // These would not read back as they are, so they keep their form.
  ['awsecr', '_iam_role', `${arn};`, { kind: 'user', user: '_iam_role' }],
  ['awsecr', '_iam_role', 'pull', { kind: 'user', user: '_iam_role' }],
  ['awsecr', 'AKIAIOSFODNN7EXAMPLE', 'awsauto', { kind: 'user', user: 'AKIAIOSFODNN7EXAMPLE' }],
  ['docker_v2', '_iam_role', arn, { kind: 'user', user: '_iam_role' }],
  ['awsecr', '_iam_role', undefined, { kind: 'user', user: '_iam_role' }],
] as const)('%s %s %s', (type, user, secret, expected) => {
  const stored = { registry: 'a.example.com', name: undefined, verifyTls: true, type, user };
  expect(exportedIdentity({ ...stored, ...(secret !== undefined && { secret: new Secret(secret) }) })).toMatchObject(
    expected,
  );
});
