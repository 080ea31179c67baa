/** Every hint of the tables of AWS failures, for each command and identity: it does not lead back to the failure. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/ecr/diagnosis.js';
import { hintFor } from '../../src/ecr/exchange-hints.js';
import { failureReasons } from '../../src/http/http-failure.js';
import { registry, staticKeys } from '../support/aws-exchange.js';

const base: Diagnosis = {
  awsError: '',
  message: 'words',
  failure: undefined,
  httpStatus: undefined,
  failedProcess: undefined,
  serverTime: undefined,
  registry,
  command: 'add',
  identity: staticKeys(),
  region: 'us-east-1',
  service: 'ecr',
  roleArn: undefined,
  place: 'api.ecr.us-east-1.amazonaws.com through the proxy p:3128',
  ssoProfile: undefined,
  nothingFound: false,
  now: 0,
};
const names = [
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'ExpiredTokenException',
  'RequestExpired',
  'ExpiredIdentityToken',
  'IDPCommunicationError',
  'InvalidIdentityToken',
  'IDPRejectedClaim',
  'RegionDisabledException',
  'ForbiddenException',
  'OptInRequired',
  'ThrottlingException',
  'SomethingElse',
];
const failures: readonly Partial<Diagnosis>[] = [
  ...names.map((awsError) => ({ awsError })),
  { awsError: 'InvalidSignatureException', message: 'Credential should be scoped to a valid region.' },
  { awsError: 'InvalidSignatureException', message: 'Signature expired: x' },
  { awsError: 'AccessDenied', roleArn: 'arn:aws:iam::1:role/x' },
  ...failureReasons.map((failure) => ({ failure })),
  ...failureReasons.map((failure) => ({ failure, place: 'api.ecr.us-east-1.amazonaws.com' })),
  ...[403, 404, 407, 500, 502, 503, 504].map((httpStatus) => ({ httpStatus })),
  { nothingFound: true },
  { failedProcess: { profile: 'dev' } },
  { ssoProfile: 'dev' },
  { message: 'profile x was not found in y' },
];
const identities: readonly Diagnosis['identity'][] = [
  staticKeys(),
  { kind: 'ambient' },
  { kind: 'profile', profile: 'dev' },
  { kind: 'role', roleArn: 'arn:aws:iam::1:role/x', externalId: 'e' },
];

describe.each(['add', 'update'] as const)('after a failed %s', (command) => {
  const hints = failures.flatMap((failure) =>
    identities.map((identity) => hintFor({ ...base, command, identity, ...failure }).hint),
  );

  it('each failure has a hint', () => {
    expect(hints.length).toBeGreaterThan(200);
    expect(hints.filter((hint) => hint === '')).toEqual([]);
  });

  it('no hint has a secret on the command line', () => {
    expect(hints.filter((hint) => /SECRET|PASS\b|--password(?!-stdin)/.test(hint))).toEqual([]);
  });

  it('the commands of ts-reg are for a record that is there, or for one that is not', () => {
    const commands = hints.flatMap((hint) => hint.match(/ts-reg [^,;]*/g) ?? []);
    const form =
      command === 'add'
        ? /^ts-reg (?:doctor$|registry add \S+ )/
        : /^ts-reg (?:doctor \S+$|registry (?:update|check) \S+)/;
    expect(commands.filter((one) => !form.test(one))).toEqual([]);
  });

  it('other commands are of the short list for people', () => {
    const known = /(?:^|[:?;,] (?:or bypass the proxy: )?|or: )(?:aws|sudo|curl|getent|dig|export|ts-reg|ca_file:)/;
    const wordsAlone =
      /^(?:a policy denies|attach the policy|no policy of this account|is .* a region|a rule of|are user|IAM Identity)/;
    expect(hints.filter((hint) => !known.test(hint) && !wordsAlone.test(hint))).toEqual([]);
  });
});
