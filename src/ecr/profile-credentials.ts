/** Carries out the plan of a profile: from keys, SSO, a program, a web identity or a role to credentials. */
import type { AwsCredentials, SourcedCredentials } from './aws-credentials.js';
import { environmentKeys } from './environment-keys.js';
import type { IdentityContext } from './identity-credentials.js';
import { containerRole, instanceRole } from './machine-role.js';
import { type CredentialSource, planOf, type ProfilePlan } from './profile-plan.js';
import { awsHome, BrokenSetup, readSharedProfiles } from './shared-profiles.js';
import { ssoCredentials } from './sso-credentials.js';

/** For people, behind the name of the profile. */
const kinds: Readonly<Record<ProfilePlan['kind'], string>> = {
  keys: 'keys',
  sso: 'SSO',
  process: 'credential_process',
  'web-identity': 'web identity',
  login: 'aws login',
  source: 'credential_source',
  role: 'assumed role',
};

/**
 * The credentials of a profile; undefined when it has settings but no credentials, or is not there and need not be.
 * @throws {BrokenSetup} when it is broken, before anybody is asked; else what its source throws.
 */
export async function profileCredentials(
  profile: string,
  context: IdentityContext,
  { optional }: { readonly optional: boolean },
): Promise<SourcedCredentials | undefined> {
  const shared = await readSharedProfiles(context.environment);
  if (optional && !shared.profiles.has(profile)) return undefined;
  const plan = planOf(profile, shared);
  if (plan === undefined) return undefined;
  return { credentials: await carryOut(plan, profile, context), source: `profile ${profile} (${kinds[plan.kind]})` };
}

async function carryOut(plan: ProfilePlan, profile: string, context: IdentityContext): Promise<AwsCredentials> {
  switch (plan.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey, sessionToken } = plan;
      return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    }
    case 'sso':
      return ssoCredentials(
        { ...plan, profile },
        {
          transport: context.transport,
          home: awsHome(context.environment),
          now: context.now(),
          endpoint: context.ssoEndpoint,
        },
      );
    case 'process': {
      const { credentialProcess } = await import('./credential-process.js');
      return credentialProcess({
        profile,
        command: plan.command,
        environment: context.environment,
        now: context.now(),
      });
    }
    case 'web-identity': {
      const { webIdentityCredentials } = await import('./sdk-credentials.js');
      return webIdentityCredentials({ ...plan.role, tokenFile: plan.tokenFile }, context);
    }
    case 'login': {
      const { loginCredentials } = await import('./sdk-credentials.js');
      return loginCredentials(profile, context);
    }
    case 'source':
      return fromSource(plan.source, profile, context);
    case 'role': {
      const master = await carryOut(plan.from, plan.fromProfile, context);
      const { assumeRole } = await import('./sdk-credentials.js');
      return assumeRole(master, plan.role, context);
    }
    default:
      return plan satisfies never;
  }
}

async function fromSource(
  source: CredentialSource,
  profile: string,
  context: IdentityContext,
): Promise<AwsCredentials> {
  switch (source) {
    case 'Environment': {
      const keys = environmentKeys(context.environment);
      if (keys === undefined)
        throw new BrokenSetup(
          `profile ${profile} has credential_source = Environment, but AWS_ACCESS_KEY_ID is not set`,
        );
      return keys;
    }
    case 'EcsContainer':
      return (await containerRole(context, profile)).credentials;
    case 'Ec2InstanceMetadata':
      return instanceRole(context, profile);
    default:
      return source satisfies never;
  }
}
