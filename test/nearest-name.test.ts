import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../src/nearest-name.js';
import { fuzzRuns, fuzzTimeout } from './support/fuzz-runs.js';

const keys = ['allow_awsecr_iam_auto', 'store', 'key', 'key_file', 'timeout', 'ca_file', 'endpoints'];

describe('nearestName', () => {
  it.each([
    ['allow_awsecr_iam', 'allow_awsecr_iam_auto'],
    ['allow-awsecr-iam-auto', 'allow_awsecr_iam_auto'],
    ['ALLOW_AWSECR_IAM_AUTO', 'allow_awsecr_iam_auto'],
    ['tiemout', 'timeout'],
    ['endpoint', 'endpoints'],
    ['keyfile', 'key_file'],
    ['kye', 'key'],
    ['stroe', 'store'],
  ])('finds for %s the name %s', (text, name) => {
    expect(nearestName(text, keys)).toBe(name);
  });

  it.each(['', 'xyz', 'credentials', 'k'.repeat(129)])('finds nothing near %j', (text) => {
    expect(nearestName(text, keys)).toBeUndefined();
  });

  it('prefers the first of two equally near names', () => {
    expect(nearestName('dal', ['dol', 'del'])).toBe('dol');
  });

  it('ignores names too long to be mistyped', () => {
    expect(nearestName('a', ['a'.repeat(200)])).toBeUndefined();
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['list', 'lsit', 1],
    ['get', 'got', 1],
    ['update', 'updat', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('counts %j to %j as %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it(
    'is symmetric, zero only for equal texts, and at most the longer length',
    () => {
      const word = fc.string({ maxLength: 12 });
      fc.assert(
        fc.property(word, word, (from, to) => {
          const distance = editDistance(from, to);
          expect(editDistance(to, from)).toBe(distance);
          expect(distance === 0).toBe(from === to);
          expect(distance).toBeLessThanOrEqual(Math.max(from.length, to.length));
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});
