/** From the identity of a record to the credentials that the SDK signs with. */
import { type AwsIdentity, strangeCharacter } from '../registry/identity.js';
import type { WebIdentity } from '../registry/web-identity.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import type { SourcedCredentials } from './aws-credentials.js';
import { podSessionNameOf, sessionNameOf } from './ci-systems.js';
import { defaultChainCredentials } from './default-credential-chain.js';
import { JobTokenRefused } from './job-token-failure.js';
import { findJobToken, missingToken, readJobToken } from './job-token.js';
import { profileCredentials } from './profile-credentials.js';
import type { ProviderContext } from './sdk-credentials.js';
import { BrokenSetup } from './shared-profiles.js';
import type { SsoContext } from './sso-request.js';

export interface IdentityContext extends ProviderContext {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly ssoEndpoint: SsoContext['endpoint'];
  /** PEM texts for requests to a CI system, besides Node's own roots. */
  readonly certificateAuthorities?: readonly string[];
  /** Whether the token file of this machine may stand in for the token of a CI job. */
  readonly mayUseMachineToken?: boolean | undefined;
  /** Told a secret that AWS could repeat in an error. */
  readonly noteSecret?: (secret: Secret) => void;
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
      return defaultChainCredentials(context);
    case 'profile':
      return ofProfile(identity.profile, context);
    case 'role':
      return ofRole(identity, context);
    case 'web':
      return ofJob(identity, context);
    case 'pod':
      throw new BrokenSetup('only a request of the kubelet proves who a pod is');
    default:
      return identity satisfies never;
  }
}

async function ofRole(
  role: Extract<AwsIdentity, { kind: 'role' }>,
  context: IdentityContext,
): Promise<SourcedCredentials> {
  const master = checked(await defaultChainCredentials(context));
  const { assumeRole } = await import('./sdk-credentials.js');
  const credentials = await assumeRole(master.credentials, role, context).catch((error: unknown) => {
    throw new RoleRefused(role.roleArn, master.source, error);
  });
  return { credentials, source: `role ${role.roleArn} from ${master.source}` };
}

async function ofJob(identity: WebIdentity, context: IdentityContext): Promise<SourcedCredentials> {
  const { environment, signal, certificateAuthorities = [], mayUseMachineToken = false } = context;
  const source = await findJobToken(identity, environment, { mayUseMachineToken });
  if (source === undefined) throw missingToken(identity, environment);
  const { token, claims } = await readJobToken(identity, source, { environment, signal, certificateAuthorities });
  context.noteSecret?.(new Secret(token));
  const { roleArn } = identity;
  const { webTokenCredentials } = await import('./sdk-credentials.js');
  const sessionName = identity.podToken === undefined ? sessionNameOf(environment) : podSessionNameOf(claims.subject);
  const credentials = await webTokenCredentials({ token, roleArn, sessionName }, context).catch((error: unknown) => {
    const isOfPod = identity.podToken !== undefined;
    const sent = { roleArn, source: source.name, claims, variable: identity.variable, isOfPod };
    throw new JobTokenRefused(sent, error);
  });
  const { issuer, subject } = claims;
  return {
    credentials,
    source: `web identity role ${roleArn} by ${source.name}`,
    job: { source, subject: { issuer, subject } },
  };
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

async function ofProfile(profile: string, context: IdentityContext): Promise<SourcedCredentials> {
  const found = await profileCredentials(profile, context, { optional: false });
  if (found === undefined) throw new BrokenSetup(`profile ${profile} contains no credentials`);
  return found;
}
