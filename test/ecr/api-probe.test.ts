/** What `doctor` learns about the way to AWS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiProbe, type ApiProbeOptions, probeEcrApi } from '../../src/ecr/api-probe.js';
import { account, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import type { LoopbackAws } from '../support/loopback-aws.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

const fipsApi = 'api.ecr-fips.us-gov-west-1.amazonaws.com';
const publicApi = 'api.ecr-public.us-east-1.amazonaws.com';
let ca: PrivateCa;
let aws: LoopbackAws;
let proxy: ConnectProxy;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-probe-'));
  ca = await createPrivateCa();
  ({ aws } = await startAwsExchange({ tls: await ca.issue([fipsApi, publicApi, '127.0.0.1']) }));
  proxy = await startConnectProxy({ routes: { [`${fipsApi}:443`]: aws.port, [`${publicApi}:443`]: aws.port } });
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([aws.close(), proxy.close()]);
});

function probe(host: string, changes: Partial<ApiProbeOptions> = {}): Promise<ApiProbe> {
  return probeEcrApi({
    target: requestFor(staticKeys(), host).target,
    identity: staticKeys(),
    endpoint: undefined,
    endpoints: { ecr: undefined, sts: undefined },
    environment: { HTTPS_PROXY: proxy.url },
    certificateAuthorities: [ca.caPem],
    clock: Date.now,
    ...changes,
  });
}

const fipsHost = `${account}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`;

describe('the way to the ECR API', () => {
  it.each([
    [fipsHost, fipsApi],
    ['public.ecr.aws', publicApi],
  ])('of %s leads to %s, and names the proxy', async (host, api) => {
    const found = await probe(host);
    expect(found).toMatchObject({ host: api, proxy: new URL(proxy.url).host, outcome: { kind: 'answers' } });
    expect(proxy.connects).toEqual([`${api}:443`]);
    expect(aws.calls[0]).toMatchObject({ accessKeyId: '' });
  });

  it('leads to the endpoint that is set', async () => {
    const found = await probe(fipsHost, { endpoint: aws.url });
    expect(found).toMatchObject({ host: `127.0.0.1:${aws.port}`, proxy: undefined, outcome: { kind: 'answers' } });
  });

  it.each<[string, string, string, string]>([
    ['endpoint_url', 'endpoint_url = URL', fipsHost, '127.0.0.1:PORT'],
    [
      'endpoint_url of its services',
      'services = s\n[services s]\necr =\n  endpoint_url = URL',
      fipsHost,
      '127.0.0.1:PORT',
    ],
    ['use_fips_endpoint', 'use_fips_endpoint = true', fipsHost.replace('-fips', ''), fipsApi],
    ['a ca_bundle', 'ca_bundle = CA', fipsHost, fipsApi],
  ])('heeds %s of the profile', async (_setting, text, host, api) => {
    const config = join(folder, 'config');
    writeFileSync(join(folder, 'ca.pem'), ca.caPem);
    const filled = text.replace('URL', aws.url).replace('CA', join(folder, 'ca.pem'));
    writeFileSync(config, `[profile dev]\n${filled}\n`);
    const found = await probe(host, {
      identity: { kind: 'profile', profile: 'dev' },
      environment: { HTTPS_PROXY: proxy.url, AWS_CONFIG_FILE: config },
      ...(text.startsWith('ca_bundle') ? { certificateAuthorities: [] } : {}),
    });
    expect(found).toMatchObject({ host: api.replace('PORT', String(aws.port)), outcome: { kind: 'answers' } });
  });

  it('looks past a set-up that is broken, which the exchange tells', async () => {
    writeFileSync(join(folder, 'config'), '[profile dev]\nservices = missing\n');
    const found = await probe(fipsHost, {
      identity: { kind: 'profile', profile: 'dev' },
      environment: { HTTPS_PROXY: proxy.url, AWS_CONFIG_FILE: join(folder, 'config') },
    });
    expect(found).toMatchObject({ host: fipsApi, outcome: { kind: 'answers' } });
  });

  it('tells how far our clock is off', async () => {
    aws.clockOffsetMs = -3_600_000;
    const { outcome } = await probe(fipsHost);
    expect(outcome.kind === 'answers' && outcome.clockOffsetMs).toBeGreaterThan(3_590_000);
  });

  it('that is blocked says by what', async () => {
    proxy.refuseWith = 403;
    await expect(probe(fipsHost)).resolves.toMatchObject({
      outcome: { kind: 'fails', reason: 'proxy', message: 'proxy refused the connection (HTTP 403)' },
    });
    await expect(probe(fipsHost, { endpoint: 'http://127.0.0.1:1' })).resolves.toMatchObject({
      outcome: { kind: 'fails', reason: 'refused' },
    });
    proxy.refuseWith = undefined;
    await expect(probe(fipsHost, { certificateAuthorities: [] })).resolves.toMatchObject({
      outcome: { kind: 'fails', reason: 'tls-untrusted' },
    });
  });

  it('that stays silent is given up', async () => {
    aws.faults.add({ kind: 'stall' });
    await expect(probe(fipsHost, { timeoutMs: 300 })).resolves.toMatchObject({
      outcome: { kind: 'fails', reason: 'timeout' },
    });
  });

  it('with an unusable setting is an error that names the setting', async () => {
    await expect(probe(fipsHost, { environment: { HTTPS_PROXY: 'socks5://127.0.0.1' } })).rejects.toThrow(
      'HTTPS_PROXY',
    );
  });
});
