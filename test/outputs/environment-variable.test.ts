/** The line for `eval`, read by the real shells. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentLine } from '../../src/outputs/environment-variable.js';
import { Secret } from '../../src/secret.js';
import { credential } from './credentials.js';

const hostile = [
  credential({ username: `o'neil "\\$(id)\``, password: new Secret(`'; rm -rf / #\n`) }),
  credential({ registry: 'docker.io', username: '<token>', password: new Secret(`a'b\\c"d$e`) }),
];

describe('environmentLine', () => {
  it('is one exported variable after eval in sh', () => {
    const line = environmentLine(hostile, 'sh');
    const { stdout } = spawnSync('sh', ['-c', `eval "$1"; sh -c 'printf %s "$DOCKER_AUTH_CONFIG"'`, 'sh', line], {
      encoding: 'utf8',
    });
    const { auths } = JSON.parse(stdout) as { auths: Record<string, Record<string, string>> };
    expect(Buffer.from(auths['registry.example.com']?.['auth'] ?? '', 'base64').toString()).toBe(
      `o'neil "\\$(id)\`:'; rm -rf / #\n`,
    );
    expect(auths['https://index.docker.io/v1/']).toEqual({ identitytoken: `a'b\\c"d$e` });
  });

  it('has the words of fish and PowerShell', () => {
    const plain = [credential({})];
    expect(environmentLine(plain, 'fish')).toMatch(/^set -gx DOCKER_AUTH_CONFIG '\{"auths":\{.*\}\}'\n$/);
    expect(environmentLine(plain, 'powershell')).toMatch(/^\$env:DOCKER_AUTH_CONFIG = '\{"auths":\{.*\}\}'\n$/);
  });

  it('is one line, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('sh', 'fish', 'powershell'), (password, shell) => {
        const line = environmentLine([credential({ password: new Secret(password) })], shell);
        expect(line.indexOf('\n')).toBe(line.length - 1);
      }),
    );
  });
});
