/** The ECR API of private registries; the only file that imports @aws-sdk/client-ecr. */
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { EcrPrivateHost } from '../registry/ecr-host.js';
import type { HostChoice } from './api-urls.js';
import { type AuthorizationCall, clientSettings } from './authorization-call.js';
import type { AuthorizationReply } from './authorization-token.js';
import { withoutNodeNotice } from './sdk-notice.js';

/** A client for one exchange; `authorize` sends GetAuthorizationToken and throws what the SDK throws. */
export function openEcr(
  target: EcrPrivateHost,
  call: AuthorizationCall,
): () => Promise<AuthorizationReply | undefined> {
  const client = withoutNodeNotice(() => new ECRClient(clientSettings(target, call)));
  // What is configured has been read: the SDK would look at the environment's profile, which may be another.
  client.config.serviceConfiguredEndpoint = () => Promise.resolve(undefined);
  // Deprecated, and still what makes AWS answer for this account instead of the caller's own
  // (amazon-ecr-credential-helper).
  const input = target.account === '' ? {} : { registryIds: [target.account] };
  return async () => {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand(input), {
      abortSignal: call.signal,
    });
    return authorizationData?.[0];
  };
}

/** The API of a registry by the SDK's rules for partition, region and FIPS, when no endpoint is set. */
export function ecrApiUrl(target: EcrPrivateHost, { useFips, useDualstack }: HostChoice): URL {
  const { endpointProvider } = withoutNodeNotice(() => new ECRClient({ region: target.region })).config;
  return endpointProvider({ Region: target.region, UseFIPS: target.fips || useFips, UseDualStack: useDualstack }).url;
}
