import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Secret } from '../src/secret.js';

it('gives its text when it is asked for it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => new Secret(text).reveal() === text));
});

const hidden = new Secret('hunter2');
it.each<[string, () => string]>([
  ['String()', () => String(hidden)],
  ['a template', () => ['', hidden].join('-').slice(1)],
  ['JSON.stringify', () => String(JSON.parse(JSON.stringify(hidden)))],
  ['util.inspect', () => inspect(hidden)],
])('prints [redacted] in %s', (_way, print) => {
  expect(print()).toBe('[redacted]');
});

it.each<[string, () => string]>([
  [
    'inspect with hidden properties',
    () => inspect({ deep: [hidden] }, { showHidden: true, depth: null, customInspect: false }),
  ],
  ['JSON of an object around it', () => JSON.stringify({ a: { b: hidden } })],
  ['an error message', () => String(new Error(String(hidden)).stack)],
  [
    'its own properties',
    () => JSON.stringify([Object.entries(hidden), Object.getOwnPropertyNames(hidden), Object.assign({}, hidden)]),
  ],
  ['a structured clone', () => inspect(structuredClone(hidden), { showHidden: true })],
])('does not show in %s', (_way, print) => {
  expect(print()).not.toContain('hunter2');
});
