/**
 * Every host that the documentation names, on loopback, under its real name: AWS, registries, an Anchore deployment.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConnectProxy } from '../support/connect-proxy.js';
import { startLoopbackAnchore } from '../support/loopback-anchore.js';
import { startLoopbackAws } from '../support/loopback-aws.js';
import { startLoopbackImds } from '../support/loopback-imds.js';
import { startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa } from '../support/private-ca.js';
import { type DocsDatabase, startDocsDatabase } from './docs-database.js';

export interface DocsCloud {
  /** What a reader has set: the way to these hosts, and the passwords that the texts speak of. */
  readonly environment: Readonly<Record<string, string>>;
  readonly database: DocsDatabase;
  close(): Promise<void>;
}

/** What the reader knows. */
export const secrets = {
  registryPassword: 'the-password-of-ci',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  engine: 'foobar',
  // Header and claims of a JSON Web Token: issuer, subject and audience; AWS alone verifies the signature.
  oidcToken: ['{}', '{"iss":"https://ci","sub":"job","aud":"sts.amazonaws.com"}', 'signature of the CI system']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.'),
};

const account = '123456789012';
const apis = [
  'api.ecr.us-east-1.amazonaws.com',
  'api.ecr-public.us-east-1.amazonaws.com',
  'sts.us-east-1.amazonaws.com',
  'sts.amazonaws.com',
];
const ecrs = [
  `${account}.dkr.ecr.us-east-1.amazonaws.com`,
  '999999999999.dkr.ecr.us-east-1.amazonaws.com',
  'images.example.com',
  'public.ecr.aws',
];
const passwordRegistries = ['registry.example.com'];
const engines = ['anchore.example.com'];

/** Starts all of it. */
export async function startDocsCloud(): Promise<DocsCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'ts-reg-docs-cloud-'));
  const ca = await createPrivateCa();
  const caFile = join(folder, 'ca.pem');
  await ca.writeTo(caFile);
  const instance = { arn: `arn:aws:iam::${account}:role/ecr-pull`, webIdentityTokens: [secrets.oidcToken] };
  const partner = { arn: 'arn:aws:iam::999999999999:role/partner-pull', externalId: 'tenant-7' };
  const aws = await startLoopbackAws({
    keys: [
      {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: secrets.secretAccessKey,
        account,
        arn: `arn:aws:iam::${account}:user/ci`,
      },
    ],
    roles: [instance, partner],
    tls: await ca.issue(apis),
  });
  const ecr = await startLoopbackRegistry({
    tls: await ca.issue(ecrs),
    accepts: (user, password) => user === 'AWS' && aws.isValidToken(password),
  });
  const registry = await startLoopbackRegistry({
    tls: await ca.issue(passwordRegistries),
    accepts: (user, password) => user === 'ci' && password === secrets.registryPassword,
  });
  const anchore = await startLoopbackAnchore({ tls: await ca.issue(engines), password: secrets.engine });
  anchore.v1.seed('admin', [
    engineRecord('registry.example.com', 'docker_v2', 'ci'),
    engineRecord(`${account}.dkr.ecr.us-east-1.amazonaws.com`, 'awsecr', 'awsauto'),
  ]);
  const imds = await startLoopbackImds({
    roleName: 'ecr-pull',
    region: 'us-east-1',
    account,
    session: () => aws.principals.issueSession(instance, 'i-0123456789abcdef0', Date.now() + 3_600_000),
  });
  const ports = [
    ...pairs(apis, aws.port),
    ...pairs(ecrs, ecr.port),
    ...pairs(passwordRegistries, registry.port),
    ...pairs(engines, Number(new URL(anchore.origin).port)),
  ];
  const proxy = await startConnectProxy({ routes: Object.fromEntries(ports) });
  const database = await startDocsDatabase();
  return {
    database,
    environment: {
      HTTPS_PROXY: proxy.url,
      HTTP_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1,localhost',
      NODE_EXTRA_CA_CERTS: caFile,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
      ANCHORE_CLI_PASS: secrets.engine,
      TOKEN: secrets.registryPassword,
      OIDC_TOKEN: secrets.oidcToken,
    },
    close: async () => {
      await Promise.all([aws, ecr, registry, anchore, imds, proxy, database].map((server) => server.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function pairs(hosts: readonly string[], port: number): readonly (readonly [string, number])[] {
  return hosts.map((host) => [`${host}:443`, port] as const);
}

function engineRecord(registry: string, type: string, user: string): Record<string, unknown> {
  return {
    registry,
    registry_name: registry,
    registry_type: type,
    registry_user: user,
    registry_verify: true,
    created_at: '2026-01-02T03:04:05Z',
    last_updated: '2026-01-02T03:04:05Z',
    userId: 'admin',
  };
}
