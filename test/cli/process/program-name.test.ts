/** One executable, two names. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { helperProgram, isHelperName } from '../../../src/cli/process/program-name.js';

describe('the name that the executable was called under', () => {
  it.each([
    'docker-credential-ts-reg',
    '/usr/local/bin/docker-credential-ts-reg',
    './docker-credential-ts-reg',
    'docker-credential-ts-reg.exe',
    'C:\\Program Files\\ts-reg\\docker-credential-ts-reg.exe',
    'C:/bin/Docker-Credential-TS-REG.EXE',
    'docker-credential-ts-reg2',
    '/usr/bin/docker-credential-ecr-login',
  ])('%s is the helper', (name) => {
    expect(isHelperName(name)).toBe(true);
  });

  it.each([
    '',
    'ts-reg',
    './ts-reg',
    'ts-reg.exe',
    '/docker-credential-ts-reg/ts-reg',
    'my-docker-credential-ts-reg',
    'ts-reg-linux-x64',
  ])('%s is the command line', (name) => {
    expect(isHelperName(name)).toBe(false);
  });
});

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
