/** Which registries a pattern stands for. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPattern, matchesAny, parsePattern } from '../../src/outputs/registry-pattern.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

it.each([
  ['*', ecr],
  ['*', 'r.example.com/team/*'],
  ['*.dkr.ecr.us-east-1.amazonaws.com', ecr],
  ['*.DKR.ecr.us-east-1.amazonaws.com', ecr],
  ['123456789012.dkr.ecr.*.amazonaws.com', ecr],
  ['*.ecr.*', ecr],
  ['r.example.com/*', 'r.example.com/team'],
  ['r.example.com/*', 'r.example.com/team/*'],
  ['r.example.com/team/*', 'r.example.com/team/*'],
  ['*/team/app', 'r.example.com/team/app'],
  ['*:5000', 'localhost:5000'],
  ['docker.io', 'index.docker.io'],
  ['registry-1.docker.io', 'docker.io'],
  ['*.docker.io', 'docker.io'],
])('%s has %s', (pattern, registry) => {
  expect(matchesAny([parsePattern(pattern)], registry)).toBe(true);
});

it.each([
  ['*.dkr.ecr.us-east-1.amazonaws.com', '123456789012.dkr.ecr.us-east-2.amazonaws.com'],
  ['*.dkr.ecr.us-east-1.amazonaws.com', `${ecr}.example.com`],
  ['*.dkr.ecr.us-east-1.amazonaws.com', `evil.example.com/${ecr}`],
  ['*.dkr.ecr.us-east-1.amazonaws.com', `${ecr}/team`],
  ['*.example.com', 'example.com'],
  ['r.example.com', 'r.example.com/team'],
  ['r.example.com/*', 'r.example.com'],
  ['ab*ba.example.com', 'aba.example.com'],
])('%s has not %s', (pattern, registry) => {
  expect(matchesAny([parsePattern(pattern)], registry)).toBe(false);
});

it.each(['https://*', 'a b*', '*@host', '*/..', 'user:pass@*', '*/', 'a?.example.com'])('%j is none', (text) => {
  expect(() => parsePattern(text)).toThrow(/input registry name/);
});

it('is no pattern without a star, and then has that name alone', () => {
  expect(isPattern(ecr)).toBe(false);
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{1,8}\.[a-z]{2,5}$/),
      fc.stringMatching(/^[a-z]{1,8}\.[a-z]{2,5}$/),
      (a, b) => {
        expect(matchesAny([a], b)).toBe(a === b);
        expect(matchesAny([`*${a.slice(1)}`], a)).toBe(true);
        expect(matchesAny([`${a.slice(0, -1)}*`], a)).toBe(true);
      },
    ),
  );
});
