/** The SDK's own credential providers, each bound to our transport; the only file that imports @aws-sdk/credential-providers. */
import { fromIni, fromInstanceMetadata, fromTemporaryCredentials, fromTokenFile, fromWebToken } from '@aws-sdk/credential-providers';
import { maximumAttempts } from './authorization-call.js';
import type { AwsCredentials } from './aws-credentials.js';
import { sdkLogger } from './sdk-logger.js';
import type { SdkTransport } from './sdk-transport.js';

export interface ProviderContext {
  readonly transport: SdkTransport;
  /** STS is asked in the region of the registry. */
  readonly region: string;
  /** URL of the STS API, instead of the one that the region gives. */
  readonly stsEndpoint: string | undefined;
}

/** Shown in CloudTrail as the name of our sessions. */
const sessionName = 'ts-reg';
/** For each of the two requests after the session token; the token itself is asked for once. */
const metadataTimeout = 1_000;

/**
 * A profile of the shared files in all its forms: keys, SSO, credential_process, web identity, role chains.
 * `kind` says in words which form it was.
 */
export async function profileCredentials(
  profile: string,
  context: ProviderContext,
): Promise<{ readonly credentials: AwsCredentials; readonly kind: string }> {
  const provide = fromIni({
    profile,
    ignoreCache: true,
    logger: sdkLogger,
    // Without region and endpoint, which SSO would take for its own.
    clientConfig: { requestHandler: context.transport, maxAttempts: maximumAttempts, logger: sdkLogger },
    roleAssumer: (source, params) =>
      fromTemporaryCredentials({ masterCredentials: source, params, clientConfig: stsClient(context), logger: sdkLogger })(),
    roleAssumerWithWebIdentity: (params) =>
      fromWebToken({
        roleArn: params.RoleArn,
        roleSessionName: params.RoleSessionName,
        webIdentityToken: params.WebIdentityToken,
        clientConfig: stsClient(context),
        logger: sdkLogger,
      })(),
  });
  const credentials = await provide();
  return { credentials, kind: profileKind(credentials) };
}

/** The role of a web identity token file: IRSA on EKS, OIDC in CI. */
export function webIdentityCredentials(
  identity: { readonly tokenFile: string; readonly roleArn: string; readonly sessionName: string | undefined },
  context: ProviderContext,
): Promise<AwsCredentials> {
  return fromTokenFile({
    webIdentityTokenFile: identity.tokenFile,
    roleArn: identity.roleArn,
    roleSessionName: identity.sessionName ?? sessionName,
    clientConfig: stsClient(context),
    logger: sdkLogger,
  })();
}

/** The role of this EC2 instance, by IMDSv2 alone: without a session token nothing is asked. */
export function instanceRoleCredentials(): Promise<AwsCredentials> {
  return fromInstanceMetadata({ timeout: metadataTimeout, maxRetries: 1, ec2MetadataV1Disabled: true, logger: sdkLogger })();
}

/** Another role, assumed with the given credentials. */
export function assumeRole(
  master: AwsCredentials,
  role: { readonly arn: string; readonly externalId: string | undefined },
  context: ProviderContext,
): Promise<AwsCredentials> {
  return fromTemporaryCredentials({
    masterCredentials: master,
    params: {
      RoleArn: role.arn,
      RoleSessionName: sessionName,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    },
    clientConfig: stsClient(context),
    logger: sdkLogger,
  })();
}

function stsClient(context: ProviderContext): StsClientSettings {
  return {
    region: context.region,
    requestHandler: context.transport,
    maxAttempts: maximumAttempts,
    logger: sdkLogger,
    ...(context.stsEndpoint === undefined
      ? {}
      : { endpoint: context.stsEndpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  };
}

interface StsClientSettings {
  readonly region: string;
  readonly requestHandler: SdkTransport;
  readonly maxAttempts: number;
  readonly logger: typeof sdkLogger;
  readonly endpoint?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

/** The features that the SDK marks credentials with (for its user agent), first match first: a role covers its source. */
const profileKinds: readonly (readonly [string, string])[] = [
  ['CREDENTIALS_PROFILE_SOURCE_PROFILE', 'assumed role'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'web identity'],
  ['CREDENTIALS_PROFILE_SSO', 'SSO'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'SSO'],
  ['CREDENTIALS_PROFILE_PROCESS', 'credential_process'],
  ['CREDENTIALS_PROFILE_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE', 'keys'],
];

function profileKind(credentials: object): string {
  const marks = '$source' in credentials && typeof credentials.$source === 'object' ? credentials.$source : null;
  return profileKinds.find(([mark]) => marks !== null && mark in marks)?.[1] ?? 'shared files';
}
