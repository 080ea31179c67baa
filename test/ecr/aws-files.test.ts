/** The files that the SDK may open, looked at before it does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireReadableAwsFiles } from '../../src/ecr/aws-files.js';
import { identityOf } from '../../src/registry/identity.js';
import { Secret } from '../../src/secret.js';

let home: string;
const chain = identityOf('awsauto', new Secret('awsauto'));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-aws-files-'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

it('is content with files that are not there', () => {
  requireReadableAwsFiles(chain, { HOME: home });
});

it.each(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'])(
  'names the device that %s leads to',
  (variable) => {
    expect(() => {
      requireReadableAwsFiles(chain, { HOME: home, [variable]: '/dev/zero' });
    }).toThrow('/dev/zero');
  },
);

it('looks at the token file of a profile, except for static keys', () => {
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'config'), `[default]\nweb_identity_token_file = /dev/zero\n`);
  expect(() => {
    requireReadableAwsFiles(chain, { HOME: home });
  }).toThrow('web_identity_token_file');
  requireReadableAwsFiles(identityOf('AKIAIOSFODNN7EXAMPLE', new Secret('key')), { HOME: home });
});
