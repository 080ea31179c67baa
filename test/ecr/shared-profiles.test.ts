/** How the two shared files become profiles. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { chosenProfile, isMetadataDisabled, readSharedProfiles, readSwitch } from '../../src/ecr/shared-profiles.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-reg-shared-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('the credentials file goes before the config file, setting by setting, and needs no word before its names', async () => {
  writeFileSync(
    join(folder, 'config'),
    "[default]\nregion=a\n[profile 'my dev']\nregion=b\naws_access_key_id=OLD\n[other]\nregion=c\n[sso-session s]\nsso_region=d\n[services x]\necr=\n  endpoint_url=e\n",
  );
  writeFileSync(join(folder, 'credentials'), '[my dev]\naws_access_key_id=NEW\n');
  const found = await readSharedProfiles({
    AWS_CONFIG_FILE: '~/config',
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    HOME: folder,
  });
  expect([...found.profiles.keys()]).toEqual(['default', 'my dev']);
  expect([...(found.profiles.get('my dev') ?? [])]).toEqual([
    ['region', 'b'],
    ['aws_access_key_id', 'NEW'],
  ]);
  expect([...found.withStoredKeys]).toEqual(['my dev']);
  expect([found.ssoSessions.get('s')?.get('sso_region'), found.services.get('x')?.get('ecr.endpoint_url')]).toEqual([
    'd',
    'e',
  ]);
});

it('a fault is told with its file and line', async () => {
  writeFileSync(join(folder, 'faulty'), '[a]\nb');
  await expect(readSharedProfiles({ AWS_CONFIG_FILE: join(folder, 'faulty'), HOME: folder })).rejects.toThrow(
    `${join(folder, 'faulty')} line 2`,
  );
});

it('a profile is chosen by either variable, and an empty one is none', () => {
  expect(
    [{}, { AWS_PROFILE: '' }, { AWS_DEFAULT_PROFILE: 'a' }, { AWS_PROFILE: 'b', AWS_DEFAULT_PROFILE: 'a' }].map(
      chosenProfile,
    ),
  ).toEqual([undefined, undefined, 'a', 'b']);
});

it('true and false count in any case, an empty text is none', () => {
  expect(['true', 'True', 'TRUE', ' true '].map((text) => readSwitch('X', text))).toEqual([true, true, true, true]);
  expect(['false', 'False', 'FALSE'].map((text) => readSwitch('X', text))).toEqual([false, false, false]);
  expect([undefined, '', ' '].map((text) => readSwitch('X', text))).toEqual([undefined, undefined, undefined]);
});

it.each(['1', '0', 'yes', 'no', 'on', 'off', 'ture', 'true;'])('%s is refused by the name of the switch', (text) => {
  expect(() => readSwitch('AWS_USE_FIPS_ENDPOINT', text)).toThrow('AWS_USE_FIPS_ENDPOINT is neither true nor false');
  expect(() => isMetadataDisabled({ AWS_EC2_METADATA_DISABLED: text })).toThrow(
    'AWS_EC2_METADATA_DISABLED is neither true nor false',
  );
});

it('the metadata service may be asked unless it is switched off', () => {
  expect(
    [{}, { AWS_EC2_METADATA_DISABLED: 'False' }, { AWS_EC2_METADATA_DISABLED: 'True' }].map(isMetadataDisabled),
  ).toEqual([false, false, true]);
});
