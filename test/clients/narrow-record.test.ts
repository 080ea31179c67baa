/** Which records most clients never ask for. */
import { expect, it } from 'vitest';
import { narrowRecordDoubt } from '../../src/clients/narrow-record.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';

it.each(['r.example.com', 'r.example.com:5000', 'r.example.com/*'])('%s answers for a whole registry', (name) => {
  expect(narrowRecordDoubt(parseRegistryName(name))).toBeUndefined();
});

it.each(['r.example.com/app', 'r.example.com/team/*', 'r.example.com/te*'])('%s does not', (name) => {
  expect(narrowRecordDoubt(parseRegistryName(name))).toMatch(/docker, podman.*'r\.example\.com\/\*' USER$/);
});
