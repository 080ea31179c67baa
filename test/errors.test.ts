import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type ErrorKind, TsRegError } from '../src/errors.js';
import { hint } from '../src/system/hint.js';

describe('the exit code says what happened', () => {
  it.each<[ErrorKind, 1 | 2]>([
    ['not-found', 1],
    ['refused', 1],
    ['usage', 2],
    ['conflict', 2],
    ['unauthorized', 2],
    ['unavailable', 2],
    ['io', 2],
    ['internal', 2],
  ])('%s ends with %i', (kind, exitCode) => {
    expect(new TsRegError(kind, 'message').exitCode).toBe(exitCode);
  });
});

it('carries the next step, the HTTP status and details when there are any', () => {
  const details = { hint: hint`ts-reg registry list`, httpCode: 404, detail: { registry: 'r' } };
  expect(new TsRegError('not-found', 'registry not found in DB', details)).toMatchObject({
    kind: 'not-found',
    message: 'registry not found in DB',
    ...details,
  });
});

it('has nothing to add by default', () => {
  expect(new TsRegError('io', 'm')).toMatchObject({ hint: undefined, httpCode: undefined, detail: {} });
});

it('is an Error with its own name, and without a cause whose text could hold a credential', () => {
  const error = new TsRegError('io', 'cannot read /x');
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe('TsRegError: cannot read /x');
  expect(error.cause).toBeUndefined();
  expect(inspect(error)).not.toContain('[cause]');
});
