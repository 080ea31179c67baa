/**
 * The SDK's own credential providers, each bound to our transport; the only file that imports
 * @aws-sdk/credential-providers.
 */
import {
  fromInstanceMetadata,
  fromLoginCredentials,
  fromTemporaryCredentials,
  fromTokenFile,
  fromWebToken,
} from '@aws-sdk/credential-providers';
import { timeLimits } from '../system/time-limits.js';
import { stsUrl } from './api-urls.js';
import type { AwsCredentials } from './aws-credentials.js';
import type { AwsSettings } from './aws-settings.js';
import { RoleDenied } from './denial.js';
import { sdkLogger } from './sdk-notice.js';
import type { SdkTransport } from './sdk-transport.js';
import { stsRegion } from './sts-region.js';

export interface ProviderContext {
  readonly transport: SdkTransport;
  /** Of the registry; STS is asked there when neither the environment nor the profile names a region. */
  readonly region: string;
  readonly settings: AwsSettings;
  /** URL of the STS API, instead of the one that the region gives. */
  readonly stsEndpoint: string | undefined;
}

/** Shown in CloudTrail as the name of our sessions. */
const sessionName = 'ts-reg';

/** What `aws login` left for a profile; the SDK finds it by itself. */
export function loginCredentials(profile: string, context: ProviderContext): Promise<AwsCredentials> {
  return fromLoginCredentials({
    profile,
    logger: sdkLogger,
    clientConfig: { requestHandler: context.transport, maxAttempts: context.settings.maxAttempts, logger: sdkLogger },
  })();
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
    clientConfig: stsClient(context, identity.roleArn),
    logger: sdkLogger,
  })().catch((error: unknown) => {
    throw deniedOr(error, identity.roleArn);
  });
}

/** The same with the token itself. The SDK's error comes unchanged: the caller knows what was sent. */
export function webTokenCredentials(
  identity: { readonly token: string; readonly roleArn: string; readonly sessionName: string },
  context: ProviderContext,
): Promise<AwsCredentials> {
  return fromWebToken({
    webIdentityToken: identity.token,
    roleArn: identity.roleArn,
    roleSessionName: identity.sessionName,
    clientConfig: stsClient(context, identity.roleArn),
    logger: sdkLogger,
  })();
}

/** The role of this EC2 instance, by IMDSv2 alone: without a session token nothing is asked. */
export function instanceRoleCredentials(): Promise<AwsCredentials> {
  return fromInstanceMetadata({
    timeout: timeLimits.instanceRole,
    maxRetries: 1,
    ec2MetadataV1Disabled: true,
    logger: sdkLogger,
  })();
}

export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId: string | undefined;
  /** Undefined: `ts-reg`. */
  readonly sessionName?: string | undefined;
  readonly seconds?: number | undefined;
}

/** Another role, assumed with the given credentials. */
export function assumeRole(
  master: AwsCredentials,
  role: AssumedRole,
  context: ProviderContext,
): Promise<AwsCredentials> {
  return fromTemporaryCredentials({
    masterCredentials: master,
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName ?? sessionName,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      ...(role.seconds === undefined ? {} : { DurationSeconds: role.seconds }),
    },
    clientConfig: stsClient(context, role.roleArn),
    logger: sdkLogger,
  })().catch((error: unknown) => {
    throw deniedOr(error, role.roleArn);
  });
}

/** Errors that a service answered with get the role that they are about; others are not changed. */
function deniedOr(error: unknown, roleArn: string): unknown {
  return error instanceof Error && '$fault' in error ? new RoleDenied(roleArn, error) : error;
}

function stsClient(context: ProviderContext, roleArn: string): StsClientSettings {
  const { stsEndpoint, settings } = context;
  const region = stsRegion(
    { regions: settings.regions, registryRegion: context.region, endpoint: stsEndpoint },
    roleArn,
  );
  return {
    region: region === 'aws-global' ? 'us-east-1' : region,
    requestHandler: context.transport,
    maxAttempts: settings.maxAttempts,
    logger: sdkLogger,
    // The SDK refuses FIPS and dual-stack together with an endpoint, so this one has them already.
    endpoint: stsEndpoint ?? stsUrl(region, settings),
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  };
}

interface StsClientSettings {
  readonly region: string;
  readonly requestHandler: SdkTransport;
  readonly maxAttempts: number;
  readonly logger: typeof sdkLogger;
  readonly endpoint: string;
  readonly useFipsEndpoint: false;
  readonly useDualstackEndpoint: false;
}
