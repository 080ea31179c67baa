/** Cause by cause: how it is recognised, and the next step. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/ecr/diagnosis.js';
import { hintFor } from '../../src/ecr/exchange-hints.js';
import { registry, staticKeys } from '../support/aws-exchange.js';

const now = Date.UTC(2026, 0, 2, 3, 0, 0);
const plain: Diagnosis = {
  awsError: '',
  message: 'words',
  failure: undefined,
  serverTime: undefined,
  registry,
  command: 'update',
  identity: staticKeys(),
  region: 'us-east-1',
  service: 'ecr',
  httpStatus: undefined,
  failedProcess: undefined,
  roleArn: undefined,
  place: undefined,
  ssoProfile: undefined,
  nothingFound: false,
  now,
};
const skewed = 'Signature expired: 20260102T030000Z is now earlier than 20260102T080000Z';

describe('the next step', () => {
  it.each<[string, Partial<Diagnosis>, string]>([
    [
      'a clock that is wrong',
      { awsError: 'InvalidSignatureException', message: skewed },
      'sudo timedatectl set-ntp true',
    ],
    [
      'a signature for another region',
      { awsError: 'InvalidSignatureException', message: 'Credential should be scoped to a valid region.' },
      '--region REGION',
    ],
    [
      'a wrong secret',
      { awsError: 'SignatureDoesNotMatch' },
      `ts-reg registry update ${registry} AKIAIOSFODNN7EXAMPLE`,
    ],
    [
      'a wrong secret of the ambient role',
      { awsError: 'SignatureDoesNotMatch', identity: { kind: 'ambient' } },
      'aws sts get-caller-identity',
    ],
    ['an unknown key', { awsError: 'InvalidClientTokenId' }, `ts-reg registry update ${registry} ACCESS_KEY_ID`],
    [
      'an unknown key of the ambient role',
      { awsError: 'InvalidClientTokenId', identity: { kind: 'ambient' } },
      'aws sts get-caller-identity',
    ],
    [
      'a session that has ended',
      { awsError: 'ExpiredTokenException', identity: { kind: 'ambient' } },
      `ts-reg registry check ${registry}`,
    ],
    [
      'a profile’s session that has ended',
      { awsError: 'ExpiredTokenException', identity: { kind: 'profile', profile: 'dev' } },
      'aws sso login --profile dev',
    ],
    [
      'throttling while it is added',
      { awsError: 'ThrottlingException', command: 'add', identity: { kind: 'profile', profile: 'dev' } },
      `ts-reg registry add ${registry} _aws_profile dev`,
    ],
    [
      'throttling of a role that is added',
      {
        awsError: 'ThrottlingException',
        command: 'add',
        identity: { kind: 'role', roleArn: 'arn:aws:iam::1:role/r', externalId: 'x' },
      },
      `ts-reg registry add ${registry} _iam_role 'arn:aws:iam::1:role/r;x'`,
    ],
    [
      'a proxy that is gone',
      { failure: 'refused', place: 'api.ecr.us-east-1.amazonaws.com through the proxy 127.0.0.1:3128' },
      'HTTPS_PROXY',
    ],
    ['throttling', { awsError: 'ThrottlingException' }, `ts-reg registry check ${registry}`],
    ['silence', { failure: 'timeout' }, `ts-reg doctor ${registry}`],
    ['a name without an address', { failure: 'dns', region: 'us-esat-1' }, 'check that us-esat-1 is a region of ECR'],
    ['a proxy that refuses', { failure: 'proxy' }, 'HTTPS_PROXY'],
    ['an unknown authority', { failure: 'tls-untrusted' }, 'ca_file: /path/to/ca.pem'],
    ['no way to AWS', { failure: 'unreachable' }, 'HTTPS_PROXY'],
    ['anything else', {}, `ts-reg doctor ${registry}`],
  ])('after %s', (_case, changes, hint) => {
    expect(hintFor({ ...plain, ...changes }).hint).toContain(hint);
  });

  it('after a wrong clock comes with how wrong it is', () => {
    const clock = { ...plain, awsError: 'InvalidSignatureException', message: skewed };
    expect(hintFor({ ...clock, serverTime: now + 18_000_000 }).message).toBe(
      `the clock of this machine is 18000 s behind AWS; ${skewed}`,
    );
    expect(hintFor({ ...clock, serverTime: now - 600_000 }).message).toBe(
      `the clock of this machine is 600 s ahead of AWS; ${skewed}`,
    );
    expect(hintFor(clock).message).toBe(skewed);
  });

  it('is one line that can be read on a terminal', () => {
    const causes: Partial<Diagnosis>[] = [
      { nothingFound: true },
      { awsError: 'AccessDenied', roleArn: 'arn:aws:iam::1:role/r' },
      { awsError: 'AccessDenied' },
    ];
    for (const cause of causes) expect(hintFor({ ...plain, ...cause }).hint).toMatch(/^[\x20-\u2026]{20,240}$/);
  });
});
