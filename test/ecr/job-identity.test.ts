/** Whom the token of a job names, without an exchange. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobSubject, jobTokenSource } from '../../src/ecr/job-identity.js';
import type { WebIdentity } from '../../src/registry/web-identity.js';
import { type OidcIssuer, startOidcIssuer } from '../support/oidc-issuer.js';

const identity: WebIdentity = {
  roleArn: 'arn:aws:iam::123456789012:role/pull',
  audience: undefined,
  variable: undefined,
};
const options = { certificateAuthorities: [] };
let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await startOidcIssuer();
});
afterAll(() => issuer.close());

it('is said by the token, requested where it must be', async () => {
  const environment = issuer.github('repo:o/r', 'request-token');
  const named = { issuer: issuer.url, subject: 'repo:o/r' };
  expect(await jobTokenSource(identity, environment, {})).toMatchObject({ name: 'GitHub Actions', isOfMachine: false });
  expect(issuer.requests).toEqual([]);
  expect(await jobSubject(identity, environment, options)).toEqual(named);
  const token = await issuer.sign({ subject: 'repo:o/r', audience: 'x' });
  expect(await jobSubject(identity, { OIDC_TOKEN: token }, options)).toEqual(named);
});

it('is unknown without a token, and with one that cannot be had', async () => {
  expect(await jobSubject(identity, {}, options)).toBeUndefined();
  expect(await jobSubject(identity, { OIDC_TOKEN: 'none' }, options)).toBeUndefined();
  const refused = { ...issuer.github('repo:o/r', 'request-token'), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'wrong' };
  expect(await jobSubject(identity, refused, options)).toBeUndefined();
});
