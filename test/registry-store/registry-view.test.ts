/** Records as the Anchore API shows them. */
import { expect, it } from 'vitest';
import { viewOf } from '../../src/registry-store/registry-view.js';

it('shows times in UTC and whole seconds, and a missing name as null', () => {
  const view = viewOf({
    registry: 'r.example.com',
    name: undefined,
    type: 'docker_v2',
    user: 'ci',
    verifyTls: false,
    origin: 'add',
    location: {},
    createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 999),
    updatedAt: Date.UTC(2026, 11, 31, 23, 59, 59),
    version: 3,
  });
  expect(view).toMatchObject({ createdAt: '2026-01-02T03:04:05Z', updatedAt: '2026-12-31T23:59:59Z', name: undefined });
  expect(view.wire).toMatchObject({ registry_name: null, registry_verify: false, userId: 'admin' });
});
