/** Which profiles lead to the role of this machine, told from the files alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { machineRoleSetting } from '../../src/ecr/machine-role.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-reg-machine-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('the setting is named; a broken or missing profile has none', async () => {
  const file = join(folder, 'config');
  const role = 'role_arn = arn:aws:iam::123456789012:role/r\n';
  writeFileSync(
    file,
    `[profile a]\n${role}credential_source = Ec2InstanceMetadata\n[profile b]\n${role}source_profile = a\n[profile c]\n${role}\n[profile d]\n${role}credential_source = Environment\n`,
  );
  const environment = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
  const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((profile) => machineRoleSetting(profile, environment)));
  expect(found).toEqual([
    'credential_source = Ec2InstanceMetadata',
    'credential_source = Ec2InstanceMetadata',
    undefined,
    undefined,
    undefined,
  ]);
});
