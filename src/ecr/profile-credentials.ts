/** Carries out the plan of a profile: from keys, SSO, a program, a web identity or a role to credentials. */
import type { Environment } from '../system/environment.js';
import { type AwsCredentials, environmentKeys, type SourcedCredentials } from './aws-credentials.js';
import { containerCredentials, isInContainer } from './container-credentials.js';
import type { IdentityContext } from './identity-credentials.js';
import { type CredentialSource, machineSource, planOf, type ProfilePlan } from './profile-plan.js';
import { awsHome, BrokenSetup, isMetadataDisabled, readSharedProfiles } from './shared-profiles.js';
import { ssoCredentials } from './sso-token.js';

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
          hosts: context.settings,
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

/** By IMDSv2 alone. @throws {BrokenSetup} when the environment forbids to ask. */
export async function instanceRole({ environment }: IdentityContext, profile: string): Promise<AwsCredentials> {
  if (isMetadataDisabled(environment)) {
    throw new BrokenSetup(
      `profile ${profile} has credential_source = Ec2InstanceMetadata, which AWS_EC2_METADATA_DISABLED forbids`,
    );
  }
  const { instanceRoleCredentials } = await import('./sdk-credentials.js');
  return instanceRoleCredentials();
}

/** @throws {BrokenSetup} outside a container. */
export function containerRole(context: IdentityContext, profile: string): Promise<SourcedCredentials> {
  if (isInContainer(context.environment)) return containerCredentials(context);
  throw new BrokenSetup(
    `profile ${profile} has credential_source = EcsContainer, ` +
      `but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set`,
  );
}

/**
 * The setting by which a profile leads to the role of this machine, perhaps at the end of a chain; undefined when it
 * does not, or is broken, which its use tells. Reads the profile files only; sends no request.
 */
export async function machineRoleSetting(profile: string, environment: Environment): Promise<string | undefined> {
  try {
    const source = machineSource(planOf(profile, await readSharedProfiles(environment)));
    return source === undefined ? undefined : `credential_source = ${source}`;
  } catch (error) {
    if (error instanceof BrokenSetup) return undefined;
    throw error;
  }
}
