/** Under which record an entry of `auths` keeps its meaning. */
import { expect, it } from 'vitest';
import { importedName } from '../../src/clients/imported-name.js';

it.each([
  ['r.example.com', 'r.example.com'],
  ['r.example.com/org', 'r.example.com/org/*'],
  ['https://r.example.com/v2/', 'r.example.com'],
  ['https://index.docker.io/v1/access-token', 'index.docker.io/v1/access-token'],
])('%s: %s', (key, name) => {
  expect(importedName(key)).toBe(name);
});

it.each(['', '*.azurecr.io', 'host.'])('%j is no address', (key) => {
  expect(() => importedName(key)).toThrow('not a registry address');
});
