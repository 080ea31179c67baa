/** What a proxy answers decides what helps. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bypassHint, proxyHint } from '../../src/http/proxy-hints.js';

it.each([
  [407, 'are user and password in HTTPS_PROXY right?'],
  [403, 'a rule of the proxy forbids r.example.com'],
  [502, 'the proxy could not reach r.example.com; is the name right? getent hosts r.example.com'],
  [503, 'the proxy could not reach r.example.com'],
  [504, 'the proxy could not reach r.example.com'],
  [undefined, 'are user and password in HTTPS_PROXY right?'],
])('HTTP %s', (status, words) => {
  expect(proxyHint({ host: 'r.example.com', bypass: 'r.example.com', status })).toContain(words);
});

it.each([
  [{}, ',.amazonaws.com'],
  [{ NO_PROXY: 'a,b' }, 'a,b,.amazonaws.com'],
  [{ no_proxy: 'c' }, 'c,.amazonaws.com'],
  [{ NO_PROXY: 'a', no_proxy: 'c' }, 'a,.amazonaws.com'],
])('what NO_PROXY holds stays: %j', (env, expected) => {
  const script = `${bypassHint('.amazonaws.com')}\nprintf %s "$NO_PROXY"`;
  expect(execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' })).toBe(expected);
});
