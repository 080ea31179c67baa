/** The settings that both ECR clients share. */
import type { EcrHost } from '../registry/ecr-host.js';
import type { AwsCredentials } from './aws-credentials.js';
import type { AwsSettings } from './aws-settings.js';
import { sdkLogger } from './sdk-notice.js';
import type { SdkTransport } from './sdk-transport.js';

export interface AuthorizationCall {
  readonly transport: SdkTransport;
  /** URL of the API, instead of the one that the region gives. */
  readonly endpoint: string | undefined;
  readonly credentials: () => Promise<AwsCredentials>;
  readonly signal: AbortSignal;
  readonly settings: AwsSettings;
}

/**
 * What both clients are made with. Region and endpoint are said explicitly: the SDK would guess them from the
 * environment.
 */
export function clientSettings(target: EcrHost, call: AuthorizationCall): ClientSettings {
  return {
    region: target.region,
    credentials: call.credentials,
    requestHandler: call.transport,
    // Throttling and 5xx are tried again, with growing pauses.
    maxAttempts: call.settings.maxAttempts,
    retryMode: 'adaptive',
    logger: sdkLogger,
    // The SDK refuses FIPS and dual-stack together with an endpoint; what people set wins.
    ...(call.endpoint === undefined
      ? {
          useFipsEndpoint: (target.service === 'ecr' && target.fips) || call.settings.useFips,
          useDualstackEndpoint: call.settings.useDualstack,
        }
      : { endpoint: call.endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  };
}

interface ClientSettings {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
  readonly requestHandler: SdkTransport;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly logger: typeof sdkLogger;
  readonly endpoint?: string;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}
