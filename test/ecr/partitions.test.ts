/** Which API host is called for which registry host: partition × FIPS × dual-stack, as the proxy sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, type AwsExchange, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { apiHostTable } from '../support/ecr-api-hosts.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

let ca: PrivateCa;
let world: AwsExchange;
let proxy: ConnectProxy;

beforeAll(async () => {
  const apiHosts = [...new Set(apiHostTable.map(([, , apiHost]) => apiHost)), 'vpce-1.example.com'];
  ca = await createPrivateCa();
  world = await startAwsExchange({ tls: await ca.issue(apiHosts) });
  proxy = await startConnectProxy({
    routes: Object.fromEntries(apiHosts.map((host) => [`${host}:443`, world.aws.port])),
  });
});
afterAll(() => Promise.all([world.aws.close(), proxy.close()]));

/** Exchanges through the proxy with the SDK's own rules for endpoints, unless the environment says otherwise. */
async function connectsFor(
  host: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const seen = proxy.connects.length;
  await world.exchange(requestFor(staticKeys(), host), {
    environment: { HTTPS_PROXY: proxy.url, ...environment },
    certificateAuthorities: [ca.caPem],
    endpoints: { ecr: undefined, sts: undefined },
  });
  return proxy.connects.slice(seen);
}

describe('the API host', () => {
  it.each(apiHostTable)('%s: %s asks %s, once, signed for it', async (_partition, host, apiHost) => {
    await expect(connectsFor(host)).resolves.toEqual([`${apiHost}:443`]);
    const call = world.aws.calls.at(-1);
    expect(call?.host).toBe(apiHost);
    expect(call?.region).toBe(/\.([a-z0-9-]+-\d+)\./.exec(apiHost)?.[1]);
    expect(call?.service).toBe(apiHost.includes('ecr-public') ? 'ecr-public' : 'ecr');
  });

  it('of a FIPS registry is the one that was set, when one was set', async () => {
    const host = `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`;
    await expect(connectsFor(host, { AWS_ENDPOINT_URL_ECR: 'https://vpce-1.example.com' })).resolves.toEqual([
      'vpce-1.example.com:443',
    ]);
  });

  it('of ECR Public is its own variable’s, not that of private registries', async () => {
    const environment = {
      AWS_ENDPOINT_URL_ECR: 'https://nowhere.example',
      AWS_ENDPOINT_URL_ECR_PUBLIC: 'https://vpce-1.example.com',
    };
    await expect(connectsFor('public.ecr.aws', environment)).resolves.toEqual(['vpce-1.example.com:443']);
  });
});
