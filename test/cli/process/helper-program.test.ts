/** Which file answers as the credential helper. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { helperProgram } from '../../../src/cli/process/helper-program.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ts-reg-program-')));
  for (const path of ['bin', 'opt']) mkdirSync(join(folder, path));
  writeFileSync(join(folder, 'opt', 'ts-reg'), '');
  symlinkSync('../opt/ts-reg', join(folder, 'bin', 'ts-reg'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('helperProgram', () => {
  it.each(['/$bunfs/root/ts-reg', 'B:\\~BUN\\root\\ts-reg.exe', 'B:/~BUN/root/ts-reg.exe'])(
    'is the executable itself when the script %s lies in it',
    (script) => {
      expect(helperProgram({ execPath: join(folder, 'bin', 'ts-reg'), argv: ['bun', script] })).toBe(
        join(folder, 'opt', 'ts-reg'),
      );
    },
  );

  it('is the script beside ts-reg in the npm package, however that was reached', () => {
    expect(helperProgram({ execPath: '/usr/bin/node', argv: ['/usr/bin/node', join(folder, 'bin', 'ts-reg')] })).toBe(
      join(folder, 'opt', 'docker-credential-ts-reg'),
    );
  });
});
