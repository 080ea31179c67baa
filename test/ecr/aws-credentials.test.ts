/** Keys in the environment, whole and in part. */
import { expect, it } from 'vitest';
import { environmentKeys } from '../../src/ecr/aws-credentials.js';

it('both make keys, with either name of the session token; neither makes none', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's' };
  expect(environmentKeys(keys)).toEqual({ accessKeyId: 'A', secretAccessKey: 's' });
  expect(environmentKeys({ ...keys, AWS_SESSION_TOKEN: 't' })).toMatchObject({ sessionToken: 't' });
  expect(environmentKeys({ ...keys, AWS_SECURITY_TOKEN: 't' })).toMatchObject({ sessionToken: 't' });
  expect(environmentKeys({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: 't' })).toBeUndefined();
});

it('one without the other is named', () => {
  expect(() => environmentKeys({ AWS_ACCESS_KEY_ID: 'A' })).toThrow('not AWS_SECRET_ACCESS_KEY');
  expect(() => environmentKeys({ AWS_SECRET_ACCESS_KEY: 's' })).toThrow('not AWS_ACCESS_KEY_ID');
});
