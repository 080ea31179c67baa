/** Text from outside of any length and kind: what reads it takes time that grows with its length alone. */
import { describe, expect, it } from 'vitest';
import { trimEnds } from '../src/clients/helper-messages.js';
import { parseChallenges } from '../src/distribution/challenge.js';
import type { Diagnosis } from '../src/ecr/diagnosis.js';
import { hintFor } from '../src/ecr/exchange-hints.js';
import { describeForeign, foreignFacts } from '../src/ecr/foreign-error.js';
import { permissionHint, trustHint } from '../src/ecr/permission-hints.js';
import { failureFrom } from '../src/http/http-failure.js';
import { cutText, redact } from '../src/redact.js';
import { databaseError } from '../src/shared-store/database-error.js';

/** Characters. */
const small = 250_000;
const large = 1_000_000;
/** Linear work grows by 4; quadratic work by 16. */
const mostGrowth = 9;
/**
 * Below this much processor time, in milliseconds, growth is not told from noise: quadratic work at this size takes
 * minutes.
 */
const noise = 60;

const atoms = [
  ' ',
  '\n',
  'a',
  'aA1+',
  '=',
  '"',
  '\\',
  '\\"',
  "'",
  '/',
  '://',
  '@',
  '://a',
  '?a=',
  '&',
  ':',
  '.',
  '-',
  'eyJ',
  'eyJaaaaa.',
  'QVdTO',
  'role/',
  'role/a/',
  'User: arn:aws:iam::1:user/',
  'User: arn:aws',
  'session ',
  'expired',
  'Bearer ',
  'bearer a',
  'password: ',
  'password="',
  'token=',
  'Basic ',
  'secret',
  '-----BEGIN PRIVATE KEY-----',
  'The Canonical String ',
  ' Deserialization error',
  'Bearer realm="',
  'a, ',
  'a="b",',
  '\t',
  '\u200b',
  '1',
];
const service = (message: string): Error =>
  Object.assign(new Error(message), { name: 'AccessDeniedException', $fault: 'client' });
const diagnosis = (message: string): Diagnosis => ({
  awsError: 'AccessDeniedException',
  message,
  failure: undefined,
  serverTime: undefined,
  registry: 'r',
  command: 'add',
  identity: { kind: 'ambient' },
  region: 'us-east-1',
  service: 'ecr',
  httpStatus: undefined,
  failedProcess: undefined,
  roleArn: undefined,
  ssoProfile: undefined,
  place: undefined,
  nothingFound: false,
  now: 0,
});
const signal = new AbortController().signal;
const matchers: Readonly<Record<string, (text: string) => unknown>> = {
  redact: (text) => redact(text),
  cutText: (text) => cutText(text, 8_192),
  'foreignFacts of an AWS error': (text) => foreignFacts(service(text), signal, []),
  'foreignFacts of an error of the SDK': (text) =>
    foreignFacts(Object.assign(new Error(text), { name: 'CredentialsProviderError' }), signal, []),
  describeForeign: (text) => describeForeign(service(text)),
  'hintFor a refusal': (text) => hintFor(diagnosis(text)),
  'hintFor another error': (text) => hintFor({ ...diagnosis(text), awsError: '' }),
  permissionHint: (text) => permissionHint({ message: text, region: 'us-east-1', service: 'ecr' }),
  trustHint: (text) => trustHint(text),
  failureFrom: (text) => failureFrom(Object.assign(new Error(text), { code: text }), signal),
  databaseError: (text) => databaseError(new Error(text), 'use', 'store'),
  parseChallenges: (text) => parseChallenges(text),
  trimEnds: (text) => trimEnds(text, ' '),
};

describe.each(Object.keys(matchers))('%s', (name) => {
  const matcher =
    matchers[name] ??
    ((): never => {
      throw new Error(name);
    });
  it('takes time that grows with the length of the text alone', () => {
    // Measured again before it counts: a collection of garbage is no growth.
    const slow = atoms.filter(
      (atom) => !isLinear(matcher, atom) && !isLinear(matcher, atom) && !isLinear(matcher, atom),
    );
    expect(slow).toEqual([]);
  }, 120_000);
});

it('tells quadratic work when it sees it', () => {
  expect(isLinear((text) => text.slice(0, text.length / 20).replace(/\s*x$/, ''), ' ')).toBe(false);
});

/** The repeated text whole, and once more with an end that fits nothing before it. */
function isLinear(matcher: (text: string) => unknown, atom: string): boolean {
  return ['', '\u0001!'].every((end) => {
    const times = [small, large].map((length) => processorTime(() => matcher(atom.repeat(length / atom.length) + end)));
    const [before = 0, after = 0] = times;
    return after < noise || after < before * mostGrowth;
  });
}

/** Milliseconds of this process, whatever else the machine does. */
function processorTime(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
