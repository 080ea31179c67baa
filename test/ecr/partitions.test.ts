/** Which API host is called for which registry host: partition × FIPS × dual-stack, as the proxy sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, type AwsExchange, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

/** Registry host → API host: partition, whether the registry host is a FIPS one, whether it is dual-stack. */
const table = [
  ['aws', `${account}.dkr.ecr.us-east-1.amazonaws.com`, 'api.ecr.us-east-1.amazonaws.com'],
  ['aws, FIPS', `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`, 'api.ecr-fips.us-east-1.amazonaws.com'],
  ['aws, dual-stack', `${account}.dkr-ecr.eu-west-1.on.aws`, 'api.ecr.eu-west-1.amazonaws.com'],
  ['aws, FIPS and dual-stack', `${account}.dkr-ecr-fips.us-west-2.on.aws`, 'api.ecr-fips.us-west-2.amazonaws.com'],
  ['aws, a region that nobody has heard of', `${account}.dkr.ecr.mars-north-7.amazonaws.com`, 'api.ecr.mars-north-7.amazonaws.com'],
  ['China', `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'api.ecr.cn-north-1.amazonaws.com.cn'],
  ['China, dual-stack', `${account}.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn`, 'api.ecr.cn-northwest-1.amazonaws.com.cn'],
  ['GovCloud', `${account}.dkr.ecr.us-gov-west-1.amazonaws.com`, 'api.ecr.us-gov-west-1.amazonaws.com'],
  ['GovCloud, FIPS', `${account}.dkr.ecr-fips.us-gov-east-1.amazonaws.com`, 'api.ecr-fips.us-gov-east-1.amazonaws.com'],
  ['GovCloud, FIPS and dual-stack', `${account}.dkr-ecr-fips.us-gov-west-1.on.aws`, 'api.ecr-fips.us-gov-west-1.amazonaws.com'],
  ['European Sovereign Cloud', `${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, 'api.ecr.eusc-de-east-1.amazonaws.eu'],
  ['European Sovereign Cloud, dual-stack', `${account}.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu`, 'api.ecr.eusc-de-east-1.amazonaws.eu'],
  ['ISO', `${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, 'api.ecr.us-iso-east-1.c2s.ic.gov'],
  ['ISO, dual-stack', `${account}.dkr-ecr.us-iso-west-1.on.aws.ic.gov`, 'api.ecr.us-iso-west-1.c2s.ic.gov'],
  ['ISO-B', `${account}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`, 'api.ecr.us-isob-east-1.sc2s.sgov.gov'],
  ['ISO-B, dual-stack', `${account}.dkr-ecr.us-isob-east-1.on.aws.scloud`, 'api.ecr.us-isob-east-1.sc2s.sgov.gov'],
  ['ISO-E', `${account}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`, 'api.ecr.eu-isoe-west-1.cloud.adc-e.uk'],
  ['ISO-E, dual-stack', `${account}.dkr-ecr.eu-isoe-west-1.on.cloud-aws.adc-e.uk`, 'api.ecr.eu-isoe-west-1.cloud.adc-e.uk'],
  ['ISO-F', `${account}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`, 'api.ecr.us-isof-south-1.csp.hci.ic.gov'],
  ['ISO-F, dual-stack', `${account}.dkr-ecr.us-isof-east-1.on.aws.hci.ic.gov`, 'api.ecr.us-isof-east-1.csp.hci.ic.gov'],
  ['ECR Public', 'public.ecr.aws', 'api.ecr-public.us-east-1.amazonaws.com'],
  ['ECR Public, its other name', 'ecr-public.aws.com', 'api.ecr-public.us-east-1.amazonaws.com'],
] as const;

let ca: PrivateCa;
let world: AwsExchange;
let proxy: ConnectProxy;

beforeAll(async () => {
  const apiHosts = [...new Set(table.map(([, , apiHost]) => apiHost)), 'vpce-1.example.com'];
  ca = await createPrivateCa();
  world = await startAwsExchange({ tls: await ca.issue(apiHosts) });
  proxy = await startConnectProxy({ routes: Object.fromEntries(apiHosts.map((host) => [`${host}:443`, world.aws.port])) });
});
afterAll(() => Promise.all([world.aws.close(), proxy.close()]));

/** Exchanges through the proxy with the SDK's own rules for endpoints, unless the environment says otherwise. */
async function connectsFor(host: string, environment: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const seen = proxy.connects.length;
  await world.exchange(requestFor(staticKeys(), host), {
    environment: { HTTPS_PROXY: proxy.url, ...environment },
    certificateAuthorities: [ca.caPem],
    endpoints: { ecr: undefined, sts: undefined },
  });
  return proxy.connects.slice(seen);
}

describe('the API host', () => {
  it.each(table)('%s: %s asks %s, once, signed for it', async (_partition, host, apiHost) => {
    await expect(connectsFor(host)).resolves.toEqual([`${apiHost}:443`]);
    const call = world.aws.calls.at(-1);
    expect(call?.host).toBe(apiHost);
    expect(call?.region).toBe(/\.([a-z0-9-]+-\d+)\./.exec(apiHost)?.[1]);
    expect(call?.service).toBe(apiHost.includes('ecr-public') ? 'ecr-public' : 'ecr');
  });

  it('of a FIPS registry is the one that was set, when one was set', async () => {
    const host = `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`;
    await expect(connectsFor(host, { AWS_ENDPOINT_URL_ECR: 'https://vpce-1.example.com' })).resolves.toEqual(['vpce-1.example.com:443']);
  });

  it('of ECR Public is its own variable’s, not that of private registries', async () => {
    const environment = { AWS_ENDPOINT_URL_ECR: 'https://nowhere.example', AWS_ENDPOINT_URL_ECR_PUBLIC: 'https://vpce-1.example.com' };
    await expect(connectsFor('public.ecr.aws', environment)).resolves.toEqual(['vpce-1.example.com:443']);
  });
});
