import { expect, it } from 'vitest';
import { isChange, isOfServer, secretFor } from '../../../../src/cli/commands/kubernetes/apply-job.js';
import { TsRegError } from '../../../../src/errors.js';
import { Secret } from '../../../../src/secret.js';

const credential = (registry: string, expiresAt?: number): Parameters<typeof secretFor>[1]['found'][number] => ({
  registry,
  username: 'ci',
  password: new Secret('secret'),
  expiresAt,
});

it('the Secret has what was found, its earliest end, and the keys of what is missing', () => {
  const failed = new Map([['docker.io', new TsRegError('refused', 'no')]]);
  const secret = secretFor('x', { found: [credential('a.example.com', 2), credential('b.example.com', 1)], failed });
  expect(Object.keys(secret.auths)).toEqual(['a.example.com', 'b.example.com']);
  expect([secret.name, secret.expiresAt, secret.missing]).toEqual(['x', 1, ['https://index.docker.io/v1/']]);
});

it('what is too large for a Secret is refused once', () => {
  const found = [{ ...credential('a.example.com'), password: new Secret('x'.repeat(600_000)) }];
  expect(() => secretFor('x', { found, failed: new Map() })).toThrow('a Secret holds');
});

it('tells trouble of the server from trouble of a namespace, and changes from none', () => {
  const kinds = [
    new TsRegError('unauthorized', '', { httpCode: 401 }),
    new TsRegError('unavailable', ''),
    new TsRegError('unavailable', '', { httpCode: 500 }),
    new TsRegError('refused', '', { httpCode: 403 }),
    new TsRegError('io', ''),
  ];
  expect(kinds.map(isOfServer)).toEqual([true, true, false, false, true]);
  const outcome = { namespace: 'web', accounts: [], error: undefined };
  expect(isChange({ ...outcome, secret: 'written' })).toBe(true);
  expect(isChange({ ...outcome, secret: 'unchanged' })).toBe(false);
  expect(isChange({ ...outcome, secret: 'unchanged', accounts: ['default'] })).toBe(true);
});
