/** Proxies, authorities and limits of the SDK's requests, for ECR and STS alike. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TokenExchangeOptions } from '../../src/ecr/token-exchange.js';
import type { AwsIdentity } from '../../src/registry/identity.js';
import { type AwsExchange, key, requestFor, role, startAwsExchange, staticKeys } from '../support/aws-exchange.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

const ecrHost = 'api.ecr.us-east-1.amazonaws.com';
const stsHost = 'sts.us-east-1.amazonaws.com';
const ambientKeys = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
const assumedRole: AwsIdentity = { kind: 'role', roleArn: role.arn, externalId: undefined };
let ca: PrivateCa;
let world: AwsExchange;
let proxy: ConnectProxy;

beforeEach(async () => {
  ca = await createPrivateCa();
  world = await startAwsExchange({ tls: await ca.issue([ecrHost, stsHost, '127.0.0.1']) });
  proxy = await startConnectProxy({
    routes: { [`${ecrHost}:443`]: world.aws.port, [`${stsHost}:443`]: world.aws.port },
    user: { name: 'ci', password: 'p@ss:w/rd' },
  });
});
afterEach(() => Promise.all([world.aws.close(), proxy.close()]));

const proxyUrl = (): string => proxy.url.replace('http://', 'http://ci:p%40ss%3Aw%2Frd@');

function through(
  environment: Readonly<Record<string, string>>,
  more: Partial<TokenExchangeOptions> = {},
): Partial<TokenExchangeOptions> {
  const names = { ecr: undefined, sts: undefined };
  return {
    certificateAuthorities: [ca.caPem],
    endpoints: names,
    ...more,
    environment: { ...ambientKeys, ...environment },
  };
}

describe('a proxy and a private authority', () => {
  it.each([['HTTPS_PROXY'], ['https_proxy']])('%s: ECR and STS both go through it', async (name) => {
    const token = await world.exchange(requestFor(assumedRole), through({ [name]: proxyUrl() }));
    expect(token.source).toBe(`role ${role.arn} from environment variables`);
    expect(proxy.connects).toEqual([`${stsHost}:443`, `${ecrHost}:443`]);
    expect(world.aws.calls.map(({ operation }) => operation)).toEqual(['AssumeRole', 'GetAuthorizationToken']);
  });

  it('is decided host by host: STS through the proxy, an ECR endpoint on this machine directly', async () => {
    const endpoints = { ecr: `https://127.0.0.1:${world.aws.port}`, sts: undefined };
    await world.exchange(requestFor(assumedRole), through({ HTTPS_PROXY: proxyUrl() }, { endpoints }));
    expect(proxy.connects).toEqual([`${stsHost}:443`]);
    expect(world.aws.calls.map(({ host }) => host)).toEqual([stsHost, `127.0.0.1:${world.aws.port}`]);
  });

  it('an authority that was not added: said, with the setting that adds it, and no request made', async () => {
    const error = await world.failure(
      requestFor(staticKeys()),
      through({ HTTPS_PROXY: proxyUrl() }, { certificateAuthorities: [] }),
    );
    expect(error.message).toContain('TLS certificate is not signed by a trusted authority');
    expect(error.hint).toContain('ca_file');
    expect(world.aws.calls).toEqual([]);
  });

  it('NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const error = await world.failure(
        requestFor(staticKeys()),
        through({ HTTPS_PROXY: proxyUrl() }, { certificateAuthorities: [] }),
      );
      expect(error.message).toContain('not signed by a trusted authority');
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it.each([
    ['a wrong proxy password', 407],
    ['a forbidden host', 403],
  ])('%s: the proxy is named as the one that refused', async (_case, status) => {
    proxy.refuseWith = status;
    const error = await world.failure(requestFor(staticKeys()), through({ HTTPS_PROXY: proxyUrl() }));
    expect(error.message).toContain(`proxy refused the connection (HTTP ${status})`);
    expect(error.message).not.toContain('p@ss');
    expect(error.hint).toContain('export NO_PROXY=');
  });

  it('a proxy variable that names no proxy: said at once', async () => {
    const error = await world.failure(requestFor(staticKeys()), through({ HTTPS_PROXY: 'socks5://127.0.0.1:1' }));
    expect(error).toMatchObject({ kind: 'usage' });
    expect(error.message).toContain('HTTPS_PROXY');
  });
});

describe('plain http', () => {
  it('to another machine is refused for STS too, wherever the endpoint was written', async () => {
    const environment = { ...ambientKeys, AWS_ENDPOINT_URL_STS: 'http://sts.example.com' };
    const error = await world.failure(requestFor(assumedRole), {
      environment,
      endpoints: { ecr: undefined, sts: undefined },
    });
    expect(error.message).toBe(
      'the AWS endpoint in AWS_ENDPOINT_URL_STS is plain http to another machine (sts.example.com)',
    );
  });
});
