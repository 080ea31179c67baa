/** ECR, STS and the ping through a real proxy, with a private authority from each of the places that can name one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { startLoopbackRegistry } from '../support/loopback-registry.js';
import { type Ended, run, tsReg } from '../support/spawned.js';
import { startTinyproxy, type Tinyproxy } from './tinyproxy.js';

const partner = { arn: 'arn:aws:iam::999999999999:role/partner-pull', externalId: 'tenant-7' };
const ecr = 'api.ecr.us-east-1.amazonaws.com:443';
const sts = 'sts.us-east-1.amazonaws.com:443';
const asked = { name: 'ci', password: 'canary-proxy-password' };

let cloud: LoopbackCloud;
let open: Tinyproxy;
let guarded: Tinyproxy;
let home: string;

beforeAll(async () => {
  cloud = await startLoopbackCloud({ roles: [partner] });
  open = await startTinyproxy({ upstream: cloud.proxy.url });
  guarded = await startTinyproxy({ upstream: cloud.proxy.url, user: asked });
});
afterAll(() => Promise.all([open, guarded, cloud].map((server) => server.close())));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-proxy-'));
  for (const proxy of [open, guarded]) proxy.clear();
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

type Variables = Readonly<Record<string, string>>;

/** Adds the registry under a role of another account: STS, ECR and the ping, in this order. */
function add(variables: Variables, settings = ''): Promise<Ended> {
  writeFileSync(join(home, 'config.yaml'), `allow_awsecr_iam_auto: True\n${settings}`);
  const {
    AWS_EC2_METADATA_SERVICE_ENDPOINT = '',
    AWS_CONFIG_FILE = '',
    AWS_SHARED_CREDENTIALS_FILE = '',
  } = cloud.environment;
  return run(
    tsReg,
    ['registry', 'add', cloud.registryHost, '_iam_role', `${partner.arn};${partner.externalId}`, '--debug'],
    {
      environment: {
        TS_REG_HOME: home,
        AWS_EC2_METADATA_SERVICE_ENDPOINT,
        AWS_CONFIG_FILE,
        AWS_SHARED_CREDENTIALS_FILE,
        NO_PROXY: '127.0.0.1,localhost',
        ...variables,
      },
    },
  );
}

const authorities: Readonly<Record<string, (caFile: string) => readonly [Variables, string]>> = {
  ca_file: (caFile) => [{}, `ca_file: ${caFile}\n`],
  NODE_EXTRA_CA_CERTS: (caFile) => [{ NODE_EXTRA_CA_CERTS: caFile }, ''],
};

describe.each(['HTTPS_PROXY', 'https_proxy'])('%s', (variable) => {
  it.each(Object.keys(authorities))('carries STS, ECR and the ping, trusted by %s', async (authority) => {
    const [variables, settings] = authorities[authority]?.(cloud.caFile) ?? [{}, ''];
    const ended = await add({ [variable]: open.url, ...variables }, settings);
    expect(ended.exitCode, ended.stderr).toBe(0);
    const pings = open.connects().slice(2);
    expect(open.connects()).toEqual([sts, ecr, ...pings]);
    // It may ask twice: without credentials first.
    expect(new Set(pings)).toEqual(new Set([`${cloud.registryHost}:443`]));
  });
});

it('AWS_CA_BUNDLE is trusted for AWS, and for AWS alone', async () => {
  const ended = await add({ HTTPS_PROXY: open.url, AWS_CA_BUNDLE: cloud.caFile });
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toContain('answered HTTP 200');
  expect(ended.stderr).toMatch(new RegExp(`Error: .*${cloud.registryHost}.*(?:certificate|authority)`));
  expect(open.connects()).toEqual(expect.arrayContaining([sts, ecr]));
});

it('an authority that nobody named is not trusted, and the line to add is told', async () => {
  const ended = await add({ HTTPS_PROXY: open.url });
  expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toMatch(/hint: .*ca_file/);
});

it('a proxy that asks who we are is told, and nobody else hears it', async () => {
  const ended = await add({ HTTPS_PROXY: guarded.url, NODE_EXTRA_CA_CERTS: cloud.caFile });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(guarded.connects().length).toBeGreaterThan(2);
  expect(ended.stderr).not.toContain(asked.password);
});

it('a proxy that does not accept us is named with its answer, without the password', async () => {
  const ended = await add({
    HTTPS_PROXY: guarded.url.replace(asked.password, 'wrong'),
    NODE_EXTRA_CA_CERTS: cloud.caFile,
  });
  expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toMatch(/proxy/i);
  expect(ended.stderr).toMatch(/40[17]/);
  expect(ended.stderr).not.toMatch(/ci:wrong/);
});

it('plain http goes through HTTP_PROXY, and https through HTTPS_PROXY', async () => {
  const plain = await startLoopbackRegistry({ accepts: (user, password) => user === 'ci' && password === 'p' });
  cloud.proxy.route('plain.example:5000', plain.port);
  const ended = await run(tsReg, ['registry', 'add', 'plain.example:5000', 'ci', 'p', '--insecure'], {
    environment: { TS_REG_HOME: home, HTTPS_PROXY: open.url, HTTP_PROXY: guarded.url },
  });
  await plain.close();
  expect(ended.exitCode, ended.stderr).toBe(0);
  // It tries TLS first, also where that need not be verified.
  expect(open.connects()).toEqual(['plain.example:5000']);
  expect(new Set(guarded.connects())).toEqual(new Set(['plain.example:5000']));
  expect(plain.requests.length).toBeGreaterThan(0);
});

describe('NO_PROXY', () => {
  const apis = [
    ['STS', 'AWS_ENDPOINT_URL_STS', []],
    ['ECR', 'AWS_ENDPOINT_URL_ECR', [sts]],
  ] as const;

  it.each(apis)('keeps the proxy out of a call of %s too', async (_, variable, before) => {
    const ended = await add({
      HTTPS_PROXY: open.url,
      NODE_EXTRA_CA_CERTS: cloud.caFile,
      [variable]: 'https://api.invalid',
      NO_PROXY: '127.0.0.1,localhost,.invalid',
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/Error: .*api\.invalid: /);
    expect(open.connects()).toEqual(before);
  });

  it.each(apis)('without it a call of %s to the same place goes through', async (_, variable, before) => {
    const ended = await add({
      HTTPS_PROXY: open.url,
      NODE_EXTRA_CA_CERTS: cloud.caFile,
      [variable]: 'https://api.invalid',
    });
    expect(ended.exitCode).toBe(1);
    expect(open.connects().slice(0, before.length + 1)).toEqual([...before, 'api.invalid:443']);
  });

  // RFC 6761 §6.4: a name that nobody can have.
  const ask = (noProxy: string): Promise<Ended> =>
    run(tsReg, ['registry', 'add', 'registry.invalid', 'ci', 'p'], {
      environment: { TS_REG_HOME: home, HTTPS_PROXY: open.url, NO_PROXY: noProxy, NODE_EXTRA_CA_CERTS: cloud.caFile },
    });

  it.each(['registry.invalid', '.invalid', '*'])('with %s keeps the proxy out of it', async (pattern) => {
    expect(await ask(pattern)).toMatchObject({ exitCode: 1, stdout: '' });
    expect(open.connects()).toEqual([]);
  });

  it('with another name does not', async () => {
    expect(await ask('example.invalid')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(open.connects()[0]).toBe('registry.invalid:443');
  });
});
