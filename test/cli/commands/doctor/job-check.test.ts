/** What doctor says about records with a web identity. */
import { expect, it } from 'vitest';
import { checkJobs } from '../../../../src/cli/commands/doctor/job-check.js';
import type { OpenRecord } from '../../../../src/registry/record.js';
import { Secret } from '../../../../src/secret.js';
import { hint } from '../../../../src/system/hint.js';

const closed = { allowAmbientRole: false, ambientGateHint: hint`open the gate` };
const role = 'arn:aws:iam::123456789012:role/pull';

function record(secret: string, user = '_web_identity'): OpenRecord {
  return {
    ...{ registry: 'h', name: 'h', type: 'awsecr', user, secret: new Secret(secret), verifyTls: true, origin: 'add' },
    ...{ location: {}, createdAt: 0, updatedAt: 0, version: 1 },
  };
}

it.each([
  ['ok', 'the token of this job comes from AWS_ID_TOKEN', { AWS_ID_TOKEN: 'x' }, role],
  ['problem', 'lack id-token: write', { GITHUB_ACTIONS: 'true' }, role],
  ['problem', 'the variable MINE', { AWS_ID_TOKEN: 'x' }, `${role};token=MINE`],
  ['problem', 'the role of this machine, is not allowed', { AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent' }, role],
  ['remark', 'the role is that of each pod', {}, 'pod'],
])('%s: %s', async (level, message, environment, secret) => {
  const [finding, ...more] = await checkJobs([record(secret)], environment, closed);
  expect(finding).toMatchObject({ level, message: expect.stringContaining(message) as string });
  expect(more).toEqual([]);
});

it('nothing of other identities', async () => {
  expect(await checkJobs([record('awsauto', 'awsauto'), record('x', 'AKIAIOSFODNN7EXAMPLE')], {}, closed)).toEqual([]);
});
