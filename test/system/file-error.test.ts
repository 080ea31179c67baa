/** Errors of the file system in words. */
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { errnoOf, fileError } from '../../src/system/file-error.js';

const errno = (code: unknown): Error => Object.assign(new Error('foreign text'), { code });

describe('fileError', () => {
  it.each([
    ['ENOSPC', 'no space left on the device', 'df -h /a'],
    ['EDQUOT', 'the disk quota is used up', 'quota'],
    ['EROFS', 'the file system is read-only', 'export TS_REG_HOME=/path/to/a/writable/folder'],
    ['EACCES', 'permission denied', 'ls -ld /a'],
    ['EIO', 'input/output error of the device', undefined],
    ['ELOOP', 'it is a symbolic link', 'ls -l /a'],
  ])('says what %s means, where, and what to do', (code, reason, hint) => {
    const error = fileError(errno(code), 'write', '/a');
    expect(error).toMatchObject({ kind: 'io', exitCode: 2, message: `cannot write /a: ${reason} (${code})`, hint });
    expect(error.cause).toBeUndefined();
  });

  it('shows a code that it does not know as it is', () => {
    expect(fileError(errno('EWEIRD'), 'read', '/a').message).toBe('cannot read /a: EWEIRD');
  });

  it('passes our own errors through', () => {
    const own = new TsRegError('refused', 'no');
    expect(fileError(own, 'write', '/a')).toBe(own);
  });

  it('does not repeat the text of an error that is no error of the file system', () => {
    const error = fileError(new Error('canary'), 'write', '/a');
    expect(error.kind).toBe('internal');
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toContain('canary');
  });
});

describe('errnoOf', () => {
  it('knows errno names alone', () => {
    expect([
      errnoOf(errno('ENOENT')),
      errnoOf(errno(7)),
      errnoOf(new Error('x')),
      errnoOf('ENOENT'),
      errnoOf(undefined),
    ]).toEqual(['ENOENT', undefined, undefined, undefined, undefined]);
  });
});
