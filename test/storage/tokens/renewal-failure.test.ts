/** What a failed renewal left for those who wait. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../../src/errors.js';
import { readFailure, writeFailure } from '../../../src/storage/tokens/renewal-failure.js';
import { hint } from '../../../src/system/hint.js';
import { thisProcess } from '../../../src/system/process-identity.js';
import { TempFolder } from '../../../src/system/temp-folder.js';
import { tempFolder } from '../store-in-temp.js';

describe('a failure', () => {
  it('is read as it was written, and each one is told from the one before', () => {
    const folder = tempFolder();
    const [path, temp] = [join(folder, 'a.failed'), new TempFolder(folder, thisProcess)];
    writeFailure(path, new TsRegError('unavailable', 'no answer', { hint: hint`wait`, httpCode: 503 }), temp);
    const first = readFailure(path);
    expect(first?.error).toMatchObject({ kind: 'unavailable', message: 'no answer', hint: 'wait', httpCode: 503 });
    writeFailure(path, new TsRegError('refused', 'no'), temp);
    expect(readFailure(path)?.error).toMatchObject({ kind: 'refused', hint: undefined, httpCode: undefined });
    expect(readFailure(path)?.id).not.toBe(first?.id);
  });

  it('holds nothing but what may be printed', () => {
    const folder = tempFolder();
    const path = join(folder, 'a.failed');
    writeFailure(
      path,
      new TsRegError('refused', 'no', { detail: { canary: 'canary' } }),
      new TempFolder(folder, thisProcess),
    );
    expect(readFileSync(path, 'utf8')).not.toContain('canary');
  });

  it('is none when it cannot be written or read', () => {
    const folder = tempFolder();
    const path = join(folder, 'none', 'a.failed');
    writeFailure(path, new TsRegError('refused', 'no'), new TempFolder(folder, thisProcess));
    expect(readFailure(path)).toBeUndefined();
    const file = join(folder, 'a.failed');
    writeFileSync(file, '', { mode: 0o600 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        writeFileSync(file, text);
        expect(readFailure(file)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
