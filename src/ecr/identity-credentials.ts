/** From the identity of a record to the credentials that the SDK signs with. */
import { type AwsIdentity, strangeCharacter } from '../registry/identity.js';
import type { Environment } from '../system/environment.js';
import { type CredentialLink, firstCredentials, NotSetUp } from './ambient-chain.js';
import { environmentKeys, type SourcedCredentials } from './aws-credentials.js';
import { containerCredentials, isInContainer } from './container-credentials.js';
import { describeForeign } from './foreign-error.js';
import { profileCredentials } from './profile-credentials.js';
import type { ProviderContext } from './sdk-credentials.js';
import { BrokenSetup, chosenProfile, isMetadataDisabled } from './shared-profiles.js';
import type { SsoContext } from './sso-request.js';

export interface IdentityContext extends ProviderContext {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly ssoEndpoint: SsoContext['endpoint'];
}

/**
 * The credentials of an identity, and where they came from.
 * Throws what the SDK throws, {NoCredentials}, {BrokenSource} or {BrokenSetup}; the caller translates.
 */
export async function credentialsOf(identity: AwsIdentity, context: IdentityContext): Promise<SourcedCredentials> {
  return checked(await resolved(identity, context));
}

/** @throws {BrokenSetup} for a key id that AWS cannot have given: something was pasted with it. */
function checked(found: SourcedCredentials): SourcedCredentials {
  const strange = strangeCharacter(found.credentials.accessKeyId);
  if (strange === undefined) return found;
  throw new BrokenSetup(`the access key id has ${strange}, and key ids have only A-Z and 0-9`);
}

function resolved(identity: AwsIdentity, context: IdentityContext): Promise<SourcedCredentials> {
  switch (identity.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey } = identity;
      return Promise.resolve({
        credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
        source: 'static keys',
      });
    }
    case 'ambient':
      return ambientCredentials(context);
    case 'profile':
      return ofProfile(identity.profile, context);
    case 'role':
      return ofRole(identity, context);
    default:
      return identity satisfies never;
  }
}

async function ofRole(
  role: Extract<AwsIdentity, { kind: 'role' }>,
  context: IdentityContext,
): Promise<SourcedCredentials> {
  const master = checked(await ambientCredentials(context));
  const { assumeRole } = await import('./sdk-credentials.js');
  const credentials = await assumeRole(master.credentials, role, context).catch((error: unknown) => {
    throw new RoleRefused(role.roleArn, master.source, error);
  });
  return { credentials, source: `role ${role.roleArn} from ${master.source}` };
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
  const links = [environmentLink, profileLink, webIdentityLink, containerLink, metadataLink];
  return firstCredentials(
    links.map((link) => link(context)),
    describeForeign,
  );
}

/** As in the SDK, a chosen profile goes before keys in the environment. */
function environmentLink({ environment }: IdentityContext): CredentialLink {
  const name = 'environment';
  const resolve = (): SourcedCredentials => {
    if (chosenProfile(environment) !== undefined) throw new NotSetUp('ignored because AWS_PROFILE is set');
    const credentials = environmentKeys(environment);
    if (credentials === undefined) throw new NotSetUp('no keys');
    return { credentials, source: 'environment variables' };
  };
  // Async, so that a broken variable is told when its turn comes.
  return { name, resolve: async () => Promise.resolve(resolve()) };
}

/** The default profile may be missing; a chosen one may not. */
function profileLink(context: IdentityContext): CredentialLink {
  const chosen = chosenProfile(context.environment);
  return {
    name: `profile ${chosen ?? 'default'}`,
    resolve: async () => {
      const found = await profileCredentials(chosen ?? 'default', context, { optional: chosen === undefined });
      if (found === undefined) throw new NotSetUp('no credentials');
      return found;
    },
  };
}

async function ofProfile(profile: string, context: IdentityContext): Promise<SourcedCredentials> {
  const found = await profileCredentials(profile, context, { optional: false });
  if (found === undefined) throw new BrokenSetup(`profile ${profile} contains no credentials`);
  return found;
}

function webIdentityLink(context: IdentityContext): CredentialLink {
  const {
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ROLE_ARN: roleArn,
    AWS_ROLE_SESSION_NAME: sessionName,
  } = context.environment;
  const name = 'web identity';
  if (!tokenFile) return { name, skipped: 'not set' };
  return {
    name,
    resolve: async () => {
      if (!roleArn) throw new BrokenSetup('AWS_WEB_IDENTITY_TOKEN_FILE is set but not AWS_ROLE_ARN');
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
  return {
    name: 'instance metadata',
    resolve: async () => {
      if (isMetadataDisabled(environment)) throw new NotSetUp('disabled by AWS_EC2_METADATA_DISABLED');
      const { instanceRoleCredentials } = await import('./sdk-credentials.js');
      return { credentials: await instanceRoleCredentials(), source: 'EC2 instance role' };
    },
  };
}
