/** What of a foreign error may be shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeForeign, foreignFacts } from '../../src/ecr/foreign-error.js';
import { Secret } from '../../src/secret.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const running = new AbortController().signal;

function awsException(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 }, ...more });
}

describe('an exception of AWS', () => {
  it('keeps its name and its words', () => {
    const facts = foreignFacts(awsException('AccessDeniedException', 'User: x is not authorized'), running, []);
    expect(facts).toEqual({
      awsError: 'AccessDeniedException',
      message: 'User: x is not authorized',
      failure: undefined,
      serverTime: undefined,
    });
  });

  it('tells AWS’s clock', () => {
    const $response = { headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' } };
    expect(foreignFacts(awsException('X', 'y', { $response }), running, []).serverTime).toBe(
      Date.UTC(2026, 0, 2, 3, 4, 5),
    );
    expect(
      foreignFacts(awsException('X', 'y', { $response: { headers: { date: 'soon' } } }), running, []).serverTime,
    ).toBeUndefined();
  });

  it('loses the canonical request, which repeats the session token', () => {
    const message =
      'does not match. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\nx-amz-security-token:canary';
    expect(foreignFacts(awsException('InvalidSignatureException', message), running, []).message).toBe(
      'does not match. Consult the service documentation for details.',
    );
  });

  it('loses every secret that it repeats', () => {
    const facts = foreignFacts(awsException('X', 'you sent canary-secret, really canary-secret'), running, [
      new Secret('canary-secret'),
    ]);
    expect(facts.message).toBe('you sent [redacted], really [redacted]');
  });

  it('with a name that is invalid gets a plain one', () => {
    expect(foreignFacts(awsException('\u001b[31mevil', 'x'), running, []).awsError).toBe('UnknownError');
  });

  it('is one printable line of at most 300 characters, whatever AWS sends', { timeout: fuzzTimeout }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (message) => {
        const facts = foreignFacts(awsException('X', message), running, []);
        expect(facts.message.length).toBeLessThanOrEqual(300);
        expect(facts.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: fuzzRuns },
    );
  });
});

describe('an error of Node', () => {
  it.each([
    ['ENOTFOUND', 'dns', 'host name cannot be resolved'],
    ['ECONNREFUSED', 'refused', 'connection refused'],
    ['CERT_HAS_EXPIRED', 'tls-expired', 'TLS certificate has expired or is not valid yet'],
    ['ERR_PROXY_HTTP_407', 'proxy', 'proxy refused the connection (HTTP 407)'],
  ])('%s is told in our words', (code, failure, message) => {
    const error = Object.assign(new Error('canary'), { code, name: 'TimeoutError', $metadata: {} });
    expect(foreignFacts(error, running, [])).toMatchObject({ awsError: '', failure, message });
  });

  it('after the deadline counts as the deadline', () => {
    const facts = foreignFacts(
      Object.assign(new Error('x'), { code: 'ECONNRESET' }),
      AbortSignal.abort(new DOMException('x', 'TimeoutError')),
      [],
    );
    expect(facts).toMatchObject({ failure: 'timeout', message: 'no complete answer within the time limit' });
  });

  it('of one request that took too long counts as a time limit too', () => {
    expect(foreignFacts(Object.assign(new Error('Request aborted'), { name: 'AbortError' }), running, []).failure).toBe(
      'timeout',
    );
  });

  it('about a file names the file', () => {
    const error = Object.assign(new Error('canary'), { code: 'EACCES', path: '/home/ci/.aws/token', syscall: 'open' });
    expect(foreignFacts(error, running, []).message).toBe('/home/ci/.aws/token cannot be read (EACCES)');
  });
});

describe('an error whose text is not to be trusted', () => {
  it.each([
    [
      'a parser’s',
      Object.assign(new SyntaxError('Unexpected token canary'), { $metadata: {} }),
      'the answer is not in the format of AWS',
    ],
    ['a command’s', new Error('Command failed: get-keys --password canary'), 'credential_process failed'],
    ['an unknown one', new RangeError('canary'), 'the AWS SDK failed (RangeError)'],
    ['none at all', 'canary', 'the AWS SDK failed'],
  ])('%s: none of it is shown', (_case, error, words) => {
    expect(foreignFacts(error, running, []).message).toContain(words);
    expect(describeForeign(error)).not.toContain('canary');
  });
});
