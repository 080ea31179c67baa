/** Names of variables for an exported document. */
import { expect, it } from 'vitest';
import type { StoredRegistry } from '../../src/apply/changes.js';
import { variableNames } from '../../src/apply/variable-names.js';
import { Secret } from '../../src/secret.js';

function stored(registry: string, user: string, secret?: string, type = 'docker_v2'): StoredRegistry {
  return { registry, name: undefined, type, user, verifyTls: true, ...(secret && { secret: new Secret(secret) }) };
}

const names = (...registries: readonly StoredRegistry[]) => Object.fromEntries(variableNames(registries));

it('registries with the same user share a variable, unless their secrets are known to differ', () => {
  expect(names(stored('a.example.com', 'ci'), stored('b.example.com', 'ci'), stored('c.example.com', 'c.d'))).toEqual({
    'a.example.com': 'PASSWORD_CI',
    'b.example.com': 'PASSWORD_CI',
    'c.example.com': 'PASSWORD_C_D',
  });
  expect(
    names(
      stored('a.example.com', 'ci', 'x'),
      stored('b.example.com:5000', 'ci', 'y'),
      stored('c.example.com', 'ci', 'x'),
    ),
  ).toEqual({
    'a.example.com': 'PASSWORD_CI',
    'b.example.com:5000': 'PASSWORD_CI_B_EXAMPLE_COM_5000',
    'c.example.com': 'PASSWORD_CI',
  });
});

it('different users never share one, however alike', () => {
  const found = names(
    stored('a.example.com', 'c-i'),
    stored('a.example.com/x', 'c_i'),
    stored('a.example.com-x', 'C.I'),
    stored('a.example.com.x', 'c i'),
  );
  expect(new Set(Object.values(found)).size).toBe(4);
  for (const name of Object.values(found)) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
});

it('what has no secret needs none', () => {
  expect(
    names(
      stored('a.example.com', ''),
      stored('b.example.com', 'awsauto', 'awsauto', 'awsecr'),
      stored('c.example.com', '_aws_profile', 'dev', 'awsecr'),
      stored('d.example.com', '_iam_role', 'arn:x', 'awsecr'),
    ),
  ).toEqual({});
});

it('an external id is filled in; of an engine the whole of a role or profile', () => {
  expect(
    names(
      stored('a.example.com', '_iam_role', 'arn:x;t', 'awsecr'),
      stored('b.example.com', '_iam_role', 'arn:y;t', 'awsecr'),
      stored('c.example.com', '_iam_role', 'arn:y;u', 'awsecr'),
    ),
  ).toEqual({
    'a.example.com': 'EXTERNAL_ID',
    'b.example.com': 'EXTERNAL_ID',
    'c.example.com': 'EXTERNAL_ID_C_EXAMPLE_COM',
  });
  expect(names(stored('a.example.com', '_iam_role', undefined, 'awsecr'))).toEqual({
    'a.example.com': 'PASSWORD_IAM_ROLE',
  });
});
