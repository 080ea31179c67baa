/** Errors about the token of a job. */
import { expect, it } from 'vitest';
import { JobTokenFailure, JobTokenRefused } from '../../src/ecr/job-token-failure.js';
import { hint } from '../../src/system/hint.js';

it('say what to do, and of a token only what it says itself', () => {
  expect(new JobTokenFailure('no token', hint`start again`)).toMatchObject({
    message: 'no token',
    next: 'start again',
  });
  const claims = { issuer: 'https://i', subject: 's', audiences: ['a'], expiresAt: undefined };
  const refused = new JobTokenRefused({ roleArn: 'arn', source: 'OIDC_TOKEN', claims }, new Error('secret'));
  expect(refused).toMatchObject({ message: 'arn', sent: { source: 'OIDC_TOKEN' } });
  expect(String(refused)).not.toContain('secret');
});
