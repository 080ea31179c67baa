/** What an Anchore deployment cannot store. */
import { expect, it } from 'vitest';
import { refuseUnstorable } from '../../src/anchore/unstorable.js';

const plain = { registry: 'registry.example.com', location: {}, user: 'ci' };

it('is a location, and a web identity; everything else passes', () => {
  expect(() => {
    refuseUnstorable(plain);
    refuseUnstorable({ ...plain, user: '_iam_role' });
    refuseUnstorable({ ...plain, user: undefined });
  }).not.toThrow();
  expect(() => {
    refuseUnstorable({ ...plain, location: { region: 'us-east-1' } });
  }).toThrow('cannot store the region');
  expect(() => {
    refuseUnstorable({ ...plain, user: '_web_identity' });
  }).toThrow('cannot use _web_identity: it runs in no CI job');
});
