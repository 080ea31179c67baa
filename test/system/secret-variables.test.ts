/** What a program that ts-reg starts does not get. */
import { expect, it } from 'vitest';
import { secretVariables, withoutSecrets } from '../../src/system/secret-variables.js';

it('a child gets the environment without the secrets of ts-reg, and the parent keeps them', () => {
  const secrets = Object.fromEntries(secretVariables.map((name) => [name, 'canary']));
  const environment = { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'for-the-child', UNSET: undefined, ...secrets };
  expect(withoutSecrets(environment)).toEqual({
    PATH: '/bin',
    AWS_SECRET_ACCESS_KEY: 'for-the-child',
    UNSET: undefined,
  });
  expect(environment).toMatchObject(secrets);
});
