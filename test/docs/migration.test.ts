/** The migration of 30 registries from an engine, typed as docs/migrating-from-anchore-cli.md has it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startConnectProxy } from '../support/connect-proxy.js';
import { startLoopbackAnchore } from '../support/loopback-anchore.js';
import { startLoopbackAws } from '../support/loopback-aws.js';
import { startLoopbackImds } from '../support/loopback-imds.js';
import { startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa } from '../support/private-ca.js';
import { run, tsReg } from '../support/spawned.js';
import { blocksOf } from './markdown.js';
import { type Answer, runScript } from './run-block.js';

const page = join(import.meta.dirname, '..', '..', 'docs', 'migrating-from-anchore-cli.md');
const account = '123456789012';
const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
/** Password, and how many registries, of each user. */
const users = new Map([
  ['ci', { password: 'canary-of-ci', count: 11 }],
  ['deploy', { password: 'canary of "deploy" \\', count: 8 }],
  ['mirror', { password: "canary'of$mirror", count: 4 }],
  ['scan-bot', { password: 'canary-of-scan-bot', count: 3 }],
]);
const engine = 'engine password $1';
const hosts = [...users].flatMap(([user, { count }]) =>
  Array.from({ length: count }, (_, index) => ({ host: `${user}-${index}.example.com`, user })),
);
const ecrs = [
  { host: `${account}.dkr.ecr.us-east-1.amazonaws.com`, user: 'awsauto' },
  { host: '222222222222.dkr.ecr.us-east-1.amazonaws.com', user: 'awsauto' },
  { host: '333333333333.dkr.ecr.us-east-1.amazonaws.com', user: key.accessKeyId },
  { host: '444444444444.dkr.ecr.us-east-1.amazonaws.com', user: key.accessKeyId },
];
const apis = ['api.ecr.us-east-1.amazonaws.com', 'sts.us-east-1.amazonaws.com', 'sts.amazonaws.com'];

const home = mkdtempSync(join(tmpdir(), 'ts-reg-migration-'));
const closers: (() => Promise<void>)[] = [];
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  const ca = await createPrivateCa();
  const caFile = join(home, 'ca.pem');
  await ca.writeTo(caFile);
  const instance = { arn: `arn:aws:iam::${account}:role/puller` };
  const aws = await startLoopbackAws({
    keys: [{ ...key, account, arn: `arn:aws:iam::${account}:user/ci` }],
    roles: [instance],
    tls: await ca.issue(apis),
  });
  const registry = await startLoopbackRegistry({
    tls: await ca.issue(hosts.map(({ host }) => host)),
    accepts: (user, password) => users.get(user)?.password === password,
  });
  const ecr = await startLoopbackRegistry({
    tls: await ca.issue(ecrs.map(({ host }) => host)),
    accepts: (user, password) => user === 'AWS' && aws.isValidToken(password),
  });
  const anchore = await startLoopbackAnchore({ tls: await ca.issue(['anchore.example.com']), password: engine });
  anchore.v1.seed('admin', [
    ...hosts.map(({ host, user }) => recordOf(host, 'docker_v2', user)),
    ...ecrs.map(({ host, user }) => recordOf(host, 'awsecr', user)),
  ]);
  const imds = await startLoopbackImds({
    roleName: 'puller',
    region: 'us-east-1',
    account,
    session: () => aws.principals.issueSession(instance, 'i-0abc', Date.now() + 3_600_000),
  });
  const route = (names: readonly string[], port: number) => names.map((name) => [`${name}:443`, port] as const);
  const proxy = await startConnectProxy({
    routes: Object.fromEntries([
      ...route(apis, aws.port),
      ...route(
        hosts.map(({ host }) => host),
        registry.port,
      ),
      ...route(
        ecrs.map(({ host }) => host),
        ecr.port,
      ),
      ...route(['anchore.example.com'], Number(new URL(anchore.origin).port)),
    ]),
  });
  closers.push(...[aws, registry, ecr, anchore, imds, proxy].map((server) => () => server.close()));
  environment = {
    HTTPS_PROXY: proxy.url,
    HTTP_PROXY: proxy.url,
    NO_PROXY: '127.0.0.1,localhost',
    NODE_EXTRA_CA_CERTS: caFile,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
  };
});
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  rmSync(home, { recursive: true, force: true });
});

function recordOf(registry: string, type: string, user: string): Record<string, unknown> {
  const time = '2026-01-02T03:04:05Z';
  return {
    registry,
    registry_name: registry,
    registry_type: type,
    registry_user: user,
    registry_verify: true,
    created_at: time,
    last_updated: time,
    userId: 'admin',
  };
}

it('takes six answers, one shell, and nothing that the page does not say', async () => {
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf('## Moving the registries of an engine into the store');
  const blocks = blocksOf(text.slice(from, text.indexOf('\n## ', from + 1)));
  const commands = blocks.filter(({ language }) => language === 'sh').map((block) => block.text);
  const [setting] = blocks.filter(({ language }) => language === 'yaml');
  expect(commands).toHaveLength(3);
  mkdirSync(join(home, '.config', 'ts-reg'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, '.config', 'ts-reg', 'config.yaml'), `${setting?.text ?? ''}\n`, { mode: 0o600 });

  const answers: readonly Answer[] = [
    [/Password of admin:/, engine],
    ...[...users].map(([user, { password }]): Answer => [
      new RegExp(`PASSWORD_${user.toUpperCase().replace('-', '_')}:`),
      password,
    ]),
    [new RegExp(`PASSWORD_${key.accessKeyId}:`), key.secretAccessKey],
  ];
  const started = performance.now();
  const { exitCode, output } = await runScript({ home, environment }, commands.join('\n'), answers);
  const seconds = (performance.now() - started) / 1_000;
  expect(exitCode, output).toBe(0);
  expect(output).toContain('30 added, 0 unchanged');
  // Every question that the shell asked, and no other one.
  expect(output.match(/^(?:Password of \w+|PASSWORD_\w+): /gm)).toHaveLength(answers.length);
  process.stdout.write(`migration of 30 registries: ${answers.length} questions, ${seconds.toFixed(1)} s\n`);

  const stored = await run(tsReg, ['--local', 'registry', 'list', '--json'], {
    environment: { ...environment, HOME: home },
  });
  const names = (JSON.parse(stored.stdout) as readonly { readonly registry: string }[]).map(({ registry }) => registry);
  expect(names.sort()).toEqual([...hosts, ...ecrs].map(({ host }) => host).sort());
  const written = `${output}${readFileSync(join(home, 'registries.yaml'), 'utf8')}`;
  const secrets = [engine, key.secretAccessKey, ...[...users.values()].map(({ password }) => password)];
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
}, 300_000);
