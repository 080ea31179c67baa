import { describe, expect, it } from 'vitest';
import { namespacePatterns } from '../../src/kubernetes/namespace-patterns.js';

describe('a namespace matches', () => {
  it.each([
    ['web', 'web', true],
    ['web', 'web2', false],
    ['*', 'anything', true],
    ['team-*', 'team-a', true],
    ['team-*', 'team-', true],
    ['team-*', 'my-team-a', false],
    ['*-prod', 'web-prod', true],
    ['*-prod', 'web-prod-2', false],
    ['t?am', 'team', true],
    ['t?am', 'tm', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['**', 'x', true],
  ])('%s: %s %s', (pattern, namespace, expected) => {
    expect(namespacePatterns([pattern]).matches(namespace)).toBe(expected);
  });

  it('quickly, however many stars there are', () => {
    const begun = performance.now();
    expect(namespacePatterns([`${'*a'.repeat(30)}b`]).matches('a'.repeat(63))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

it('tells names from patterns', () => {
  const { names, hasGlobs } = namespacePatterns(['web', 'web', 'team-*']);
  expect([names, hasGlobs, namespacePatterns(['web']).hasGlobs]).toEqual([['web'], true, false]);
});

it.each([
  [[]],
  [['']],
  [['Web']],
  [['-a']],
  [['a-']],
  [['a.b']],
  [['a/b']],
  [['a b']],
  [['[a-z]']],
  [['a'.repeat(64)]],
])('%j is refused with an example', (given) => {
  expect(() => namespacePatterns(given)).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
});
