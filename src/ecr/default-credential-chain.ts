/**
 * The default credential provider chain of the AWS SDKs (AWS SDKs reference guide, "Standardized credential
 * providers"): where `awsauto` and the user of a role look for credentials, in this order.
 */
import { environmentKeys, type SourcedCredentials } from './aws-credentials.js';
import { containerCredentials, isInContainer } from './container-credentials.js';
import { type CredentialLink, firstCredentials, NotSetUp } from './credential-links.js';
import { describeForeign } from './foreign-error.js';
import type { IdentityContext } from './identity-credentials.js';
import { profileCredentials } from './profile-credentials.js';
import { BrokenSetup, chosenProfile, isMetadataDisabled } from './shared-profiles.js';

/**
 * The credentials of the first link that has some, and their source.
 * Throws {NoCredentials}, {BrokenSource} and what the SDK throws; the caller translates.
 */
export function defaultChainCredentials(context: IdentityContext): Promise<SourcedCredentials> {
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
  // Async, so that a broken variable is reported when it is read.
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
