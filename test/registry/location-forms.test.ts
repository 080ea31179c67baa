import { describe, expect, it } from 'vitest';
import { locationForms, wholeAccount } from '../../src/registry/location-forms.js';

describe('locationForms', () => {
  it.each(Object.entries(locationForms))('the example of %s has its own form', (_name, { pattern, example }) => {
    expect(example).toMatch(pattern);
  });

  it.each(['12345678901', '1234567890123', '1234-5678-9012', ''])('the account %o is refused', (account) => {
    expect(account).not.toMatch(locationForms.account.pattern);
  });
});

describe('wholeAccount', () => {
  it.each([
    ['1234-5678-9012', '123456789012'],
    ['123456789', '000123456789'],
    ['1234 5678 9012', '123456789012'],
    ['12', locationForms.account.example],
    ['1234567890123', locationForms.account.example],
  ])('%o means %o', (typed, account) => {
    expect(wholeAccount(typed)).toBe(account);
  });
});
