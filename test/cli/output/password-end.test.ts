/** Words about passwords that end. */
import { expect, it } from 'vitest';
import { daysText, endingPasswords, passwordEndText } from '../../../src/cli/output/password-end.js';
import type { RegistryView } from '../../../src/registry/backend.js';

const now = Date.UTC(2026, 0, 2, 12);
const day = 86_400_000;
const view = (registry: string, expiresAt?: number): RegistryView => ({
  ...{
    registry,
    name: undefined,
    type: 'docker_v2',
    user: 'ci',
    verifyTls: true,
    createdAt: '',
    updatedAt: '',
    wire: {},
  },
  ...(expiresAt !== undefined && { expiresAt }),
});

it('says how long and until when', () => {
  expect(passwordEndText(now + 9.5 * day, now)).toBe('its password ends in 9 days, at 2026-01-12T00:00:00Z');
  expect(passwordEndText(now + day / 2, now)).toBe('its password ends in 12h 0m, at 2026-01-03T00:00:00Z');
  expect(passwordEndText(now, now)).toBe('its password ended at 2026-01-02T12:00:00Z');
  expect([day, 2 * day - 1, 2 * day].map(daysText)).toEqual(['24h 0m', '47h 59m', '2 days']);
});

it('warns within two weeks of the end, and of nothing else', () => {
  const views = [view('a'), view('b', now + 15 * day), view('c', now + 14 * day), view('d', now - 1)];
  expect(endingPasswords(views, now)).toEqual([
    'c: its password ends in 14 days, at 2026-01-16T12:00:00Z',
    'd: its password ended at 2026-01-02T11:59:59Z',
  ]);
});
