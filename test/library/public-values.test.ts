/** Values of the public interface. */
import { expect, it } from 'vitest';
import { credentialOf, givenIdentity, givenLocation, only } from '../../src/library/public-values.js';
import { Secret } from '../../src/secret.js';

it('awsauto needs no secret, and a text becomes one that is not shown', () => {
  expect(givenIdentity({ user: 'awsauto' }).secret.reveal()).toBe('awsauto');
  expect(givenIdentity({ user: '' }).secret.reveal()).toBe('');
  expect(String(givenIdentity({ user: 'ci', secret: 'canary' }).secret)).toBe('[redacted]');
});

it('what was not given is left out of a location', () => {
  expect(givenLocation({ user: 'ci', region: 'us-east-1' })).toEqual({ region: 'us-east-1' });
});

it('an end is a date, and its absence undefined', () => {
  const secret = { username: 'u', password: new Secret('p') };
  expect(credentialOf({ ...secret, expiresAt: 0 }).expiresAt).toEqual(new Date(0));
  expect(credentialOf({ ...secret, expiresAt: undefined }).expiresAt).toBeUndefined();
  expect(() => only([])).toThrow('the store answered without a registry');
});
