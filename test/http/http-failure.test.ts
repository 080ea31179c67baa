/** Errors of the network become one line of our own words. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failureFrom, HttpFailure } from '../../src/http/http-failure.js';

const live = new AbortController().signal;
const coded = (code: string): Error => Object.assign(new Error('hunter2'), { code, config: { auth: 'hunter2' } });

it.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EHOSTUNREACH', 'unreachable'],
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-wrong-host'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-absent'],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tls'],
  ['EPROTO', 'tls'],
  ['HPE_HEADER_OVERFLOW', 'too-large'],
  ['HPE_INVALID_CONSTANT', 'protocol'],
  ['ERR_PROXY_HTTP_407', 'proxy'],
  ['ERR_FORBIDDEN_ADDRESS', 'forbidden-address'],
  ['SOMETHING_NEW', 'reset'],
  ['constructor', 'reset'],
  ['toString', 'reset'],
])('%s is a failure of kind %s', (code, reason) => {
  expect(failureFrom(coded(code), live).reason).toBe(reason);
});

it('a passed deadline is a timeout, whatever error it surfaced as', () => {
  const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
  expect(failureFrom(coded('ECONNRESET'), late).reason).toBe('timeout');
  expect(failureFrom(coded('ECONNRESET'), AbortSignal.abort()).reason).toBe('aborted');
});

it('our own failure passes unchanged', () => {
  const failure = new HttpFailure('encoding');
  expect(failureFrom(failure, live)).toBe(failure);
});

it('nothing of a foreign error but a plain code is ever shown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constant('ERR_SSL_X\nhunter2'), fc.anything()), (code) => {
      const failure = failureFrom(Object.assign(new Error('hunter2'), { code, response: 'hunter2' }), live);
      expect(inspect(failure, { depth: 9 }).replace(/^ {4}at .*$/gm, '')).not.toContain('hunter2');
      expect(failure.message).toMatch(/^[ -~]+$/);
      expect(failure.cause).toBeUndefined();
    }),
  );
});
