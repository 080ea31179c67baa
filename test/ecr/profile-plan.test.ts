/** Where each kind of profile leads, and each kind of broken one, without anybody being asked. */
import { describe, expect, it } from 'vitest';
import { machineSource, planOf, type ProfilePlan } from '../../src/ecr/profile-plan.js';
import { parseSharedFile, sectionWords } from '../../src/ecr/shared-file.js';
import type { SharedProfiles } from '../../src/ecr/shared-profiles.js';

const arn = 'arn:aws:iam::123456789012:role/r';
const keys = 'aws_access_key_id = AKIA\naws_secret_access_key = s\n';

function shared(text: string, withStoredKeys: readonly string[] = []): SharedProfiles {
  const named = (kind: string) =>
    new Map(
      parseSharedFile(text).flatMap(({ name, settings }) => {
        const [word, second = ''] = sectionWords(name) ?? [];
        return word === kind ? [[second, settings] as const] : [];
      }),
    );
  return {
    profiles: named('profile'),
    ssoSessions: named('sso-session'),
    services: new Map(),
    withStoredKeys: new Set(withStoredKeys),
    configFile: '~/.aws/config',
  };
}

const plan = (text: string, stored: readonly string[] = []): ProfilePlan | undefined =>
  planOf('p', shared(text, stored));

describe('a profile leads', () => {
  it.each<[string, string, object | undefined]>([
    ['to its keys', `[profile p]\n${keys}`, { kind: 'keys' }],
    [
      'to SSO before keys',
      `[profile p]\n${keys}sso_start_url=https://x\nsso_region=a\nsso_account_id=1\nsso_role_name=r`,
      { kind: 'sso', tokenName: 'https://x' },
    ],
    [
      'to its session',
      '[profile p]\nsso_session=my corp\nsso_account_id=1\nsso_role_name=r\n[sso-session "my corp"]\nsso_region=a\nsso_start_url=u',
      { kind: 'sso', tokenName: 'my corp', region: 'a' },
    ],
    ['to a program before keys of the config file', `[profile p]\n${keys}credential_process = x`, { kind: 'process' }],
    [
      'to a web identity before a source',
      `[profile p]\nrole_arn=${arn}\nweb_identity_token_file=/t\nsource_profile=q`,
      { kind: 'web-identity' },
    ],
    [
      'to a role from keys',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\n[profile q]\n${keys}`,
      { kind: 'role', from: { kind: 'keys' } },
    ],
    [
      'to a role from its own keys',
      `[profile p]\n${keys}role_arn=${arn}\nsource_profile=p`,
      { kind: 'role', from: { kind: 'keys' } },
    ],
    ['nowhere with settings alone', '[profile p]\nregion=a\noutput=json', undefined],
    ['nowhere with a session for bearer tokens', '[profile p]\nsso_session=corp', undefined],
  ])('%s', (_case, text, expected) => {
    if (expected === undefined) expect(plan(text)).toBeUndefined();
    else expect(plan(text)).toMatchObject(expected);
  });

  it('to keys of the credentials file before a program', () => {
    expect(plan(`[profile p]\n${keys}credential_process = x`, ['p'])).toMatchObject({ kind: 'keys' });
  });
});

describe('a broken profile is named', () => {
  it.each<[string, string, string]>([
    ['not there', '[profile q]\nregion=a', 'profile p was not found in ~/.aws/config'],
    ['key id alone', '[profile p]\naws_access_key_id=A', 'has an aws_access_key_id but no aws_secret_access_key'],
    ['secret alone', '[profile p]\naws_secret_access_key=s', 'has an aws_secret_access_key but no aws_access_key_id'],
    [
      'both sources',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\ncredential_source=Environment`,
      'has both source_profile and credential_source',
    ],
    [
      'role without a source',
      `[profile p]\nrole_arn=${arn}`,
      'has a role_arn but no source_profile or credential_source',
    ],
    [
      'role without a source beside keys',
      `[profile p]\n${keys}role_arn=${arn}`,
      'has a role_arn but no source_profile or credential_source',
    ],
    [
      'source that is missing',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q`,
      'has source_profile = q, which was not found',
    ],
    [
      'source without credentials',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\n[profile q]\nregion=a`,
      'has source_profile = q, which contains no credentials',
    ],
    [
      'circle of two',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\n[profile q]\nrole_arn=${arn}\nsource_profile=p`,
      'source_profile loop: p → q → p',
    ],
    [
      'circle of one',
      `[profile p]\nrole_arn=${arn}\nsource_profile=p`,
      'names itself as its source_profile and has no keys',
    ],
    [
      'unknown source',
      `[profile p]\nrole_arn=${arn}\ncredential_source=EC2`,
      'has credential_source = EC2, which is not one of Environment, Ec2InstanceMetadata, EcsContainer',
    ],
    [
      'no ARN',
      '[profile p]\nrole_arn=puller\nsource_profile=q',
      'has a role_arn that is not the ARN of a role: puller',
    ],
    [
      'MFA',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\nmfa_serial=m\n[profile q]\n${keys}`,
      'asks for an MFA code',
    ],
    [
      'web identity without a role',
      '[profile p]\nweb_identity_token_file=/t',
      'has a web_identity_token_file but no role_arn',
    ],
    [
      'session that is missing',
      '[profile p]\nsso_session=corp\nsso_account_id=1\nsso_role_name=r',
      'there is no [sso-session corp]',
    ],
    [
      'session without a region',
      '[profile p]\nsso_session=corp\nsso_account_id=1\nsso_role_name=r\n[sso-session corp]\nsso_start_url=u',
      'uses SSO but has no sso_region',
    ],
    [
      'session that contradicts',
      '[profile p]\nsso_session=c\nsso_region=b\nsso_account_id=1\nsso_role_name=r\n[sso-session c]\nsso_start_url=u\nsso_region=a',
      'has a different sso_region than its [sso-session c]',
    ],
    [
      'SSO without a role',
      '[profile p]\nsso_start_url=u\nsso_region=a\nsso_account_id=1',
      'uses SSO but has no sso_role_name',
    ],
    ['empty program', '[profile p]\ncredential_process =', 'has an empty credential_process'],
    [
      'source without a role',
      `[profile p]\nsource_profile=q\n[profile q]\n${keys}`,
      'has a source_profile but no role_arn',
    ],
    [
      'no number of seconds',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\nduration_seconds=1h\n[profile q]\n${keys}`,
      'has duration_seconds = 1h',
    ],
  ])('%s', (_case, text, words) => {
    expect(() => plan(text)).toThrow(words);
  });
});

describe('the role of this machine', () => {
  it.each<[string, string, string | undefined]>([
    ['directly', `[profile p]\nrole_arn=${arn}\ncredential_source=EcsContainer`, 'EcsContainer'],
    [
      'by a chain',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\n[profile q]\nrole_arn=${arn}\ncredential_source=Ec2InstanceMetadata`,
      'Ec2InstanceMetadata',
    ],
    [
      'by a source without a role',
      `[profile p]\nrole_arn=${arn}\nsource_profile=q\n[profile q]\ncredential_source=Ec2InstanceMetadata`,
      'Ec2InstanceMetadata',
    ],
    ['not by the environment', `[profile p]\nrole_arn=${arn}\ncredential_source=Environment`, undefined],
    ['not by keys', `[profile p]\n${keys}`, undefined],
  ])('%s', (_case, text, source) => {
    expect(machineSource(plan(text))).toBe(source);
  });
});
