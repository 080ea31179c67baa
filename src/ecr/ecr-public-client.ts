/** The API of ECR Public, which is in us-east-1 only; the only file that imports @aws-sdk/client-ecr-public. */
import { ECRPUBLICClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import type { EcrPublicHost } from '../registry/ecr-host.js';
import type { HostChoice } from './api-urls.js';
import { type AuthorizationCall, clientSettings } from './authorization-call.js';
import type { AuthorizationReply } from './authorization-token.js';
import { withoutNodeNotice } from './sdk-notice.js';

/** A client for one exchange; `authorize` sends GetAuthorizationToken and throws what the SDK throws. */
export function openEcrPublic(
  target: EcrPublicHost,
  call: AuthorizationCall,
): () => Promise<AuthorizationReply | undefined> {
  const client = withoutNodeNotice(() => new ECRPUBLICClient(clientSettings(target, call)));
  // As in ecr-client.ts.
  client.config.serviceConfiguredEndpoint = () => Promise.resolve(undefined);
  return async () => {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal: call.signal });
    return authorizationData;
  };
}

/** The API by the SDK's rules, when no endpoint is set. */
export function ecrPublicApiUrl({ useFips, useDualstack }: HostChoice): URL {
  const region = 'us-east-1';
  const { endpointProvider } = withoutNodeNotice(() => new ECRPUBLICClient({ region })).config;
  return endpointProvider({ Region: region, UseFIPS: useFips, UseDualStack: useDualstack }).url;
}
