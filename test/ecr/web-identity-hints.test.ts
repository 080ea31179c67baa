/** What is said about a token that STS refused. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/ecr/diagnosis.js';
import { webIdentityCauses } from '../../src/ecr/web-identity-hints.js';

const roleArn = 'arn:aws-cn:iam::123456789012:role/ci/pull';
const claims = { issuer: 'https://gitlab.example/', subject: "it's;$(id)", audiences: ['a', 'b'], expiresAt: 0 };
const diagnosis: Diagnosis = {
  ...{ awsError: '', message: '', failure: undefined, httpStatus: undefined, serverTime: undefined },
  ...{ registry: 'h', command: 'add', region: 'cn-north-1', service: 'ecr', roleArn, place: undefined, now: 0 },
  ...{ failedProcess: undefined, ssoProfile: undefined, nothingFound: false },
  identity: { kind: 'web', roleArn, audience: undefined, variable: undefined },
  sent: { roleArn, source: 'OIDC_TOKEN', claims },
};

function told(awsError: string, message: string): string {
  const found = { ...diagnosis, awsError, message };
  const cause = webIdentityCauses.find(({ is }) => is(found));
  return cause === undefined ? 'nothing' : `${cause.message?.(found) ?? ''}\n${cause.hint(found)}`;
}

describe('a refused token', () => {
  it.each([
    ['AccessDenied', 'Not authorized', '"gitlab.example:sub":"it'],
    ['InvalidIdentityToken', 'No OpenIDConnect provider found in your account for x', '--url https://gitlab.example/'],
    ['InvalidIdentityToken', 'Incorrect token audience', 'arn:aws-cn:iam::123456789012:oidc-provider/gitlab.example'],
    ['ExpiredTokenException', 'Token expired', 'OIDC_TOKEN signs a new token'],
    ['IDPCommunicationErrorException', 'no answer', 'curl https://gitlab.example/.well-known/openid-configuration'],
  ])('%s (%s) has its own line, and says sub and aud', (name, message, words) => {
    expect(told(name, message)).toContain(words);
    expect(told(name, message)).toContain("has sub it's;$(id) and aud a, b, from https://gitlab.example/");
  });

  it('keeps the rest of the record when it names another audience, and never makes one role of that of a pod', () => {
    const refusal = { ...diagnosis, awsError: 'InvalidIdentityToken', message: 'Incorrect token audience' };
    const hintWith = (more: object): string => {
      const found = { ...refusal, sent: { roleArn, source: 'MINE', claims, ...more } };
      return webIdentityCauses.find(({ is }) => is(found))?.hint(found) ?? '';
    };
    expect(hintWith({ variable: 'MINE' })).toContain(
      `_web_identity '${roleArn};audience=AUDIENCE;token=MINE' --replace`,
    );
    expect(hintWith({ isOfPod: true })).toContain('serviceAccountTokenAudience');
    expect(hintWith({ isOfPod: true })).not.toContain('registry add');
  });

  it('puts what the token says into no command unquoted', () => {
    expect(told('AccessDenied', 'x').split('\n')[1]).toContain("'\\''");
  });

  it('has no part in other errors', () => {
    expect(told('Throttling', 'Rate exceeded')).toBe('nothing');
    const without = { ...diagnosis, awsError: 'AccessDenied', sent: undefined };
    expect(webIdentityCauses.some(({ is }) => is(without))).toBe(false);
  });
});
