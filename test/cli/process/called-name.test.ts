/** One executable, two names. */
import { describe, expect, it } from 'vitest';
import { isHelperName } from '../../../src/cli/process/called-name.js';

describe('the name that the executable was called under', () => {
  it.each([
    'docker-credential-ts-reg',
    '/usr/local/bin/docker-credential-ts-reg',
    './docker-credential-ts-reg',
    'docker-credential-ts-reg.exe',
    'C:\\Program Files\\ts-reg\\docker-credential-ts-reg.exe',
    'C:/bin/Docker-Credential-TS-REG.EXE',
  ])('%s is the helper', (name) => {
    expect(isHelperName(name)).toBe(true);
  });

  it.each([
    '',
    'ts-reg',
    './ts-reg',
    'ts-reg.exe',
    'docker-credential-ts-reg2',
    '/docker-credential-ts-reg/ts-reg',
    'docker-credential-ecr-login',
    'ts-reg-linux-x64',
  ])('%s is the command line', (name) => {
    expect(isHelperName(name)).toBe(false);
  });
});
