/** The files that the AWS SDK reads by itself are looked at first; as processes: test/cli/hostile-files.test.ts. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireReadableAwsFiles } from '../../src/ecr/aws-files.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-aws-files-'));
  execFileSync('mkfifo', [join(home, 'pipe')]);
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});
const look = (environment: Readonly<Record<string, string>> = {}): void => {
  requireReadableAwsFiles({ kind: 'ambient' }, { HOME: home, ...environment });
};

it('takes files that are missing, empty or switched off', () => {
  expect(() => {
    look();
  }).not.toThrow();
  expect(() => {
    look({ AWS_CONFIG_FILE: '/dev/null' });
  }).not.toThrow();
});

it.each([
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
])('refuses a pipe in %s', (name) => {
  expect(() => {
    look({ [name]: join(home, 'pipe') });
  }).toThrow(`cannot read ${join(home, 'pipe')} (${name}): it is not a regular file`);
});

it('refuses a pipe that a profile names, and one in the cache of SSO', () => {
  const cache = join(home, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(home, '.aws', 'config'), `[default]\nweb_identity_token_file = ${join(home, 'pipe')}\n`);
  expect(() => {
    look();
  }).toThrow('(web_identity_token_file)');
  rmSync(join(home, '.aws', 'config'));
  execFileSync('mkfifo', [join(cache, 'x.json')]);
  expect(() => {
    look();
  }).toThrow('(AWS sign-in cache)');
});
