/** From the identity of a record to the credentials that the SDK signs with. */
import type { Environment } from '../http/proxy-settings.js';
import type { AwsIdentity } from '../registry/identity.js';
import { type CredentialLink, firstCredentials } from './ambient-chain.js';
import type { SourcedCredentials } from './aws-credentials.js';
import { containerCredentials, isInContainer } from './container-credentials.js';
import { describeForeign } from './foreign-error.js';
import type { ProviderContext } from './sdk-credentials.js';

export interface IdentityContext extends ProviderContext {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/**
 * The credentials of an identity, and where they came from.
 * Throws what the SDK throws, {NoCredentials} or {BrokenSource}; the caller translates.
 */
export async function credentialsOf(identity: AwsIdentity, context: IdentityContext): Promise<SourcedCredentials> {
  switch (identity.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey } = identity;
      return { credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() }, source: 'static keys' };
    }
    case 'ambient':
      return ambientCredentials(context);
    case 'profile':
      return ofProfile(identity.profile, context);
    case 'role': {
      const master = await ambientCredentials(context);
      const { assumeRole } = await import('./sdk-credentials.js');
      const credentials = await assumeRole(master.credentials, { arn: identity.roleArn, externalId: identity.externalId }, context).catch(
        (error: unknown) => {
          throw new RoleRefused(identity.roleArn, master.source, error);
        },
      );
      return { credentials, source: `role ${identity.roleArn} from ${master.source}` };
    }
    default:
      return identity satisfies never;
  }
}

/** STS did not give the role; the credentials that asked for it are named. */
export class RoleRefused extends Error {
  override readonly name = 'RoleRefused';

  constructor(
    readonly roleArn: string,
    /** Where the credentials that asked came from. */
    readonly source: string,
    /** What the SDK threw; to be translated, never shown. */
    readonly reason: unknown,
  ) {
    super(roleArn);
  }
}

function ambientCredentials(context: IdentityContext): Promise<SourcedCredentials> {
  return firstCredentials(
    [environmentLink(context), profileLink(context), webIdentityLink(context), containerLink(context), metadataLink(context)],
    describeForeign,
  );
}

/** As in the SDK, a chosen profile goes before keys in the environment. */
function environmentLink({ environment }: IdentityContext): CredentialLink {
  const name = 'environment';
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (environment['AWS_PROFILE']) return { name, skipped: 'passed over for AWS_PROFILE' };
  if (!accessKeyId || !secretAccessKey) return { name, skipped: 'no keys' };
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  return { name, resolve: () => Promise.resolve({ credentials, source: 'environment variables' }) };
}

function profileLink(context: IdentityContext): CredentialLink {
  const { AWS_PROFILE: chosen = '' } = context.environment;
  const profile = chosen === '' ? 'default' : chosen;
  return { name: `profile ${profile}`, resolve: () => ofProfile(profile, context) };
}

async function ofProfile(profile: string, context: IdentityContext): Promise<SourcedCredentials> {
  const { profileCredentials } = await import('./sdk-credentials.js');
  const { credentials, kind } = await profileCredentials(profile, context);
  return { credentials, source: `profile ${profile} (${kind})` };
}

function webIdentityLink(context: IdentityContext): CredentialLink {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn, AWS_ROLE_SESSION_NAME: sessionName } = context.environment;
  const name = 'web identity';
  if (!tokenFile || !roleArn) return { name, skipped: 'not set' };
  return {
    name,
    resolve: async () => {
      const { webIdentityCredentials } = await import('./sdk-credentials.js');
      const credentials = await webIdentityCredentials({ tokenFile, roleArn, sessionName }, context);
      return { credentials, source: `web identity ${roleArn}` };
    },
  };
}

function containerLink(context: IdentityContext): CredentialLink {
  const name = 'container';
  if (!isInContainer(context.environment)) return { name, skipped: 'not set' };
  return { name, resolve: () => containerCredentials(context) };
}

function metadataLink({ environment }: IdentityContext): CredentialLink {
  const name = 'instance metadata';
  const disabled = environment['AWS_EC2_METADATA_DISABLED'];
  if (disabled && disabled !== 'false') return { name, skipped: 'switched off by AWS_EC2_METADATA_DISABLED' };
  return {
    name,
    resolve: async () => {
      const { instanceRoleCredentials } = await import('./sdk-credentials.js');
      return { credentials: await instanceRoleCredentials(), source: 'EC2 instance role' };
    },
  };
}
