/**
 * Which credentials a profile leads to, worked out from the files alone, before anybody is asked: what is broken is
 * named, and a way to the role of the machine is known ahead. Order and refusals are the AWS CLI's (botocore,
 * `credentials.py`).
 */
import { roleOf, type RoleParameters } from './role-parameters.js';
import { brokenProfile, BrokenSetup, type ProfileSettings, type SharedProfiles } from './shared-profiles.js';

export type CredentialSource = 'Environment' | 'Ec2InstanceMetadata' | 'EcsContainer';

export type ProfilePlan =
  | {
      readonly kind: 'keys';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | undefined;
    }
  | {
      readonly kind: 'sso';
      /** What names the file of the token: the session, or the start URL of a profile without one. */
      readonly tokenName: string;
      readonly region: string;
      readonly accountId: string;
      readonly roleName: string;
    }
  | { readonly kind: 'process'; readonly command: string }
  | { readonly kind: 'web-identity'; readonly tokenFile: string; readonly role: RoleParameters }
  | { readonly kind: 'login' }
  | { readonly kind: 'source'; readonly source: CredentialSource }
  | { readonly kind: 'role'; readonly role: RoleParameters; readonly from: ProfilePlan; readonly fromProfile: string };

const sources: readonly CredentialSource[] = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'];

/**
 * The plan of a profile; undefined when it holds settings but no credentials.
 * @throws {BrokenSetup} when it is not there, or cannot work.
 */
export function planOf(profile: string, shared: SharedProfiles): ProfilePlan | undefined {
  const settings = shared.profiles.get(profile);
  if (settings === undefined) throw new BrokenSetup(`profile ${profile} was not found in ${shared.configFile}`);
  return new Planner(shared).plan(profile, settings, []);
}

/** Where a plan ends in the role of this machine; `Environment` does not: those keys belong to the caller. */
export function machineSource(plan: ProfilePlan | undefined): Exclude<CredentialSource, 'Environment'> | undefined {
  if (plan?.kind === 'role') return machineSource(plan.from);
  return plan?.kind === 'source' && plan.source !== 'Environment' ? plan.source : undefined;
}

class Planner {
  readonly #shared: SharedProfiles;

  constructor(shared: SharedProfiles) {
    this.#shared = shared;
  }

  plan(profile: string, settings: ProfileSettings, visited: readonly string[]): ProfilePlan | undefined {
    if (settings.has('role_arn') && !settings.has('web_identity_token_file'))
      return this.#rolePlan(profile, settings, visited);
    return this.#ownPlan(profile, settings);
  }

  #rolePlan(profile: string, settings: ProfileSettings, visited: readonly string[]): ProfilePlan {
    const role = roleOf(profile, settings);
    const parent = settings.get('source_profile');
    const source = settings.get('credential_source');
    if (parent !== undefined && source !== undefined)
      throw brokenProfile(profile, 'has both source_profile and credential_source');
    if (parent === undefined && source === undefined)
      throw brokenProfile(profile, 'has a role_arn but no source_profile or credential_source');
    if (settings.has('mfa_serial'))
      throw brokenProfile(profile, 'asks for an MFA code (mfa_serial), which ts-reg cannot enter');
    if (source !== undefined) return { kind: 'role', role, from: sourcePlan(profile, source), fromProfile: profile };
    return {
      kind: 'role',
      role,
      from: this.#sourceProfilePlan(profile, parent ?? '', visited),
      fromProfile: parent ?? '',
    };
  }

  #sourceProfilePlan(profile: string, parent: string, visited: readonly string[]): ProfilePlan {
    const settings = this.#shared.profiles.get(parent);
    if (settings === undefined) throw brokenProfile(profile, `has source_profile = ${parent}, which was not found`);
    // A profile may name itself: its own keys assume its role. Keys of a source go before a role of its own.
    const keys = keysOf(parent, settings);
    if (parent === profile && keys === undefined)
      throw brokenProfile(profile, 'names itself as its source_profile and has no keys');
    if (keys !== undefined) return keys;
    if (visited.includes(parent))
      throw brokenProfile(profile, `is part of a source_profile loop: ${[...visited, profile, parent].join(' → ')}`);
    const found = this.plan(parent, settings, [...visited, profile]);
    if (found !== undefined) return found;
    const source = settings.get('credential_source');
    if (source === undefined)
      throw brokenProfile(profile, `has source_profile = ${parent}, which contains no credentials`);
    return sourcePlan(parent, source);
  }

  #ownPlan(profile: string, settings: ProfileSettings): ProfilePlan | undefined {
    const tokenFile = settings.get('web_identity_token_file');
    if (tokenFile !== undefined) {
      if (!settings.get('role_arn')) throw brokenProfile(profile, 'has a web_identity_token_file but no role_arn');
      return { kind: 'web-identity', tokenFile, role: roleOf(profile, settings) };
    }
    const sso = ssoPlan(profile, settings, this.#shared);
    if (sso !== undefined) return sso;
    const keys = keysOf(profile, settings);
    const command = settings.get('credential_process');
    if (keys !== undefined && (command === undefined || this.#shared.withStoredKeys.has(profile))) return keys;
    if (command === '') throw brokenProfile(profile, 'has an empty credential_process');
    if (command !== undefined) return { kind: 'process', command };
    if (settings.has('login_session')) return { kind: 'login' };
    if (settings.has('source_profile')) throw brokenProfile(profile, 'has a source_profile but no role_arn');
    return undefined;
  }
}

function sourcePlan(profile: string, text: string): ProfilePlan {
  const source = sources.find((known) => known === text);
  if (source === undefined)
    throw brokenProfile(profile, `has credential_source = ${text}, which is not one of ${sources.join(', ')}`);
  return { kind: 'source', source };
}

function keysOf(profile: string, settings: ProfileSettings): Extract<ProfilePlan, { kind: 'keys' }> | undefined {
  const accessKeyId = settings.get('aws_access_key_id');
  const secretAccessKey = settings.get('aws_secret_access_key');
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (!accessKeyId) throw brokenProfile(profile, 'has an aws_secret_access_key but no aws_access_key_id');
  if (!secretAccessKey) throw brokenProfile(profile, 'has an aws_access_key_id but no aws_secret_access_key');
  const sessionToken = settings.get('aws_session_token') ?? settings.get('aws_security_token');
  return { kind: 'keys', accessKeyId, secretAccessKey, sessionToken: sessionToken === '' ? undefined : sessionToken };
}

/** As in botocore, a profile with neither account nor role uses its session for bearer tokens, not for credentials. */
function ssoPlan(profile: string, settings: ProfileSettings, { ssoSessions }: SharedProfiles): ProfilePlan | undefined {
  if (!settings.has('sso_account_id') && !settings.has('sso_role_name')) {
    if (settings.has('sso_start_url'))
      throw brokenProfile(profile, 'has an sso_start_url but no sso_account_id and no sso_role_name');
    return undefined;
  }
  const name = settings.get('sso_session');
  const session = name === undefined ? undefined : ssoSessions.get(name);
  if (name !== undefined && session === undefined)
    throw brokenProfile(profile, `has sso_session = ${name}, and there is no [sso-session ${name}]`);
  const conflicting = ['sso_region', 'sso_start_url'].find(
    (key) => session !== undefined && settings.has(key) && settings.get(key) !== session.get(key),
  );
  if (conflicting !== undefined)
    throw brokenProfile(profile, `has a different ${conflicting} than its [sso-session ${name ?? ''}]`);
  const value = (key: string): string => {
    const found = settings.get(key) ?? session?.get(key);
    if (!found) throw brokenProfile(profile, `uses SSO but has no ${key}`);
    return found;
  };
  const startUrl = value('sso_start_url');
  return {
    kind: 'sso',
    tokenName: name ?? startUrl,
    region: value('sso_region'),
    accountId: value('sso_account_id'),
    roleName: value('sso_role_name'),
  };
}
