/** An answer that is not of AWS, and an exchange without one: who answered, and what helps. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/ecr/diagnosis.js';
import { hintFor } from '../../src/ecr/exchange-hints.js';
import { foreignFacts } from '../../src/ecr/foreign-error.js';
import { HttpFailure } from '../../src/http/http-failure.js';

const place = 'api.ecr.us-east-1.amazonaws.com';
const told = (error: Error, where: string) => {
  const facts = foreignFacts(error, new AbortController().signal, []);
  const rest: Omit<Diagnosis, keyof typeof facts> = {
    registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    command: 'update',
    identity: { kind: 'ambient' },
    region: 'us-east-1',
    service: 'ecr',
    roleArn: undefined,
    failedProcess: undefined,
    ssoProfile: undefined,
    nothingFound: false,
    place: where,
    now: 0,
  };
  return { facts, hint: hintFor({ ...facts, ...rest }).hint };
};
const page = (name: string, statusCode: number) =>
  Object.assign(new Error(name), {
    name,
    ...(name === 'SyntaxError' ? {} : { $fault: 'client' }),
    $response: { statusCode, headers: {} },
  });

describe('a page instead of an answer of AWS', () => {
  it.each(['Unknown', 'UnknownError', 'SyntaxError'])('%s is never shown; the status is', (name) => {
    const { facts } = told(page(name, 403), place);
    expect(facts).toMatchObject({
      awsError: '',
      httpStatus: 403,
      message: "answered HTTP 403 in a format that is not AWS's",
    });
  });

  it.each([
    [403, `${place} through the proxy p:3128`, 'a rule of the proxy forbids api.ecr.us-east-1.amazonaws.com'],
    [407, `${place} through the proxy p:3128`, 'are user and password in HTTPS_PROXY right?'],
    [502, `${place} through the proxy p:3128`, `is the name right? getent hosts ${place}`],
    [504, `${place} through the proxy p:3128`, `is the name right? getent hosts ${place}`],
    [403, place, `curl -v https://${place}/`],
    [404, place, `curl -v https://${place}/`],
    [503, place, 'try again in a minute: ts-reg registry check'],
  ])('HTTP %i of %s', (status, where, words) => {
    expect(told(page('Unknown', status), where).hint).toContain(words);
  });

  it('an error that AWS names stays as it is', () => {
    expect(told(page('AccessDeniedException', 400), place).facts.awsError).toBe('AccessDeniedException');
  });
});

describe('a proxy that refuses the tunnel', () => {
  it.each([
    [407, 'are user and password'],
    [403, 'a rule of the proxy'],
    [502, 'could not reach'],
    [503, 'could not reach'],
    [504, 'could not reach'],
    [500, 'are user and password'],
  ])('HTTP %i', (status, words) => {
    const { hint } = told(new HttpFailure('proxy', `HTTP ${status}`, status), place);
    expect(hint).toContain(words);
    expect(hint).toContain('bypass the proxy: export NO_PROXY="${NO_PROXY:-$no_proxy},".amazonaws.com');
  });
});
