/**
 * An AWS secret is never a registry password: the commands, the credential helper and the kubelet's plugin as
 * processes. One loopback server is proxy, registry and metadata service at once, so that its connections count
 * everything.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolvePaths } from '../../src/config/paths.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';
import { startLoopbackAnchore } from '../support/loopback-anchore.js';
import { startLoopbackCloud } from '../support/loopback-cloud.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const mistyped = '123456789012.dkr.ecr.us-east-1.amazonaws.co';
const key = 'AKIAIOSFODNN7EXAMPLE';
const secret = 'canary-wJalrXUtnFEMI';
let trap: LoopbackRegistry;
let home: string;

beforeEach(async () => {
  trap = await startLoopbackRegistry({ accepts: () => true });
  home = mkdtempSync(join(tmpdir(), 'ts-reg-aws-secret-'));
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await trap.close();
});

function environment(): Readonly<Record<string, string>> {
  return {
    HTTPS_PROXY: trap.origin,
    HTTP_PROXY: trap.origin,
    NO_PROXY: '127.0.0.1',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: trap.origin,
    TS_REG_HOME: home,
    HOME: home,
    DOCKER_CONFIG: join(home, 'docker'),
  };
}

function ts(args: readonly string[], input?: string): Promise<Ended> {
  return run(tsReg, args, {
    environment: { ...environment(), TS_REG_PASSWORD: secret },
    ...(input === undefined ? {} : { input }),
  });
}

function ask(action: string, input: string): Promise<Ended> {
  return run(helper, [action], { environment: environment(), input });
}

function expectRefused({ exitCode, stdout, stderr }: Ended, hint: RegExp | string): void {
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^(?:WARN: [^\n]+\n)?Error: [^\n]+\nhint: [^\n]+\n$/);
  expect(stderr.split('hint: ')[1]?.trim()).toMatch(hint);
  expect(stderr).not.toContain(secret);
  expect(trap.connections()).toBe(0);
}

/** A record as a version without these rules wrote it. */
async function store(record: Partial<OpenRecord>): Promise<void> {
  const paths = resolvePaths({ TS_REG_HOME: home }, 'linux', home);
  const { records } = openFileStore({ paths, key: { kind: 'file', path: paths.keyFile }, warn: () => undefined });
  const now = Math.floor(Date.now() / 1000) * 1000;
  await records.insert({
    registry: trap.authority,
    name: undefined,
    type: 'docker_v2',
    user: key,
    secret: new Secret(secret),
    verifyTls: false,
    origin: 'add',
    location: {},
    createdAt: now,
    updatedAt: now,
    version: 1,
    ...record,
  });
}

const kubelet = (image: string): string =>
  JSON.stringify({ kind: 'CredentialProviderRequest', apiVersion: 'credentialprovider.kubelet.k8s.io/v1', image });

it('the trap counts: an ordinary user reaches it, and a chosen type leads to a mistyped host', async () => {
  expect((await ts(['registry', 'add', trap.authority, 'ci', '--insecure'])).exitCode).toBe(0);
  const before = trap.connections();
  expect(before).toBeGreaterThan(0);
  await ts(['registry', 'add', mistyped, 'ci', '--registry-type', 'docker_v2']);
  expect(trap.connections()).toBeGreaterThan(before);
});

describe('add', () => {
  it.each([
    [mistyped, key, ecr],
    ['1234-5678-9012.dkr.ecr.us-east-1.amazonaws.com', key, ecr],
    ['123456789012.dkr-ecr.us-west-2.on.aw', 'ASIAIOSFODNN7EXAMPLE', '123456789012.dkr-ecr.us-west-2.on.aws'],
    ['123456789012dkr.ecr.us-east-1.amazonaws.com', '_aws_profile', ecr],
    [`${mistyped}/team/app`, 'ci', `${ecr}/team/app`],
  ])('refuses %s for %s with the host that was meant', async (registry, user, meant) => {
    for (const more of [[], ['--skip-validate'], ['--insecure', '--replace']])
      expectRefused(await ts(['registry', 'add', registry, user, ...more]), `ts-reg registry add ${meant} ${user}`);
  });

  it('refuses AWS identities with docker_v2, chosen or guessed', async () => {
    expectRefused(
      await ts(['registry', 'add', trap.authority, key, '--insecure']),
      /--registry-type awsecr --region REGION$/,
    );
    expectRefused(
      await ts(['registry', 'add', trap.authority, '_aws_profile', '--insecure', '--registry-type', 'docker_v2']),
      /--registry-type awsecr --region REGION$/,
    );
    expectRefused(
      await ts(['registry', 'add', ecr, key, '--registry-type', 'docker_v2']),
      /^ts-reg registry add \S+ \S+ --registry-type awsecr$/,
    );
    expectRefused(
      await ts(['registry', 'add', '000000000000.dkr.ecr.eu-west-1.localhost.localstack.cloud:4566', key]),
      /--registry-type awsecr --region eu-west-1$/,
    );
  });

  it("keeps anchore-cli's words for awsauto while the gate is closed, and explains a token of AWS", async () => {
    for (const type of ['docker_v2', 'awsecr']) {
      const ended = await ts(['registry', 'add', ecr, 'awsauto', '--registry-type', type]);
      expect(ended.stderr).toMatch(/^Error: 'awsauto' is not enabled in service configuration\n/);
      expect(ended.exitCode).toBe(1);
    }
    expectRefused(
      await ts(['registry', 'add', ecr, 'AWS', '--password-stdin'], 'token'),
      `ts-reg registry add ${ecr} ACCESS_KEY_ID`,
    );
  });
});

it('update, and every use of a record that is stored, ask nobody', async () => {
  await store({});
  await store({ registry: 'old.example.com', user: 'ci' });
  expectRefused(
    await ts(['registry', 'update', 'old.example.com', key]),
    /^ts-reg registry update old\.example\.com AKIA\w+ --registry-type awsecr --region REGION$/,
  );
  expectRefused(
    await ts(['registry', 'update', trap.authority, key, '--registry-type', 'docker_v2', '--skip-validate']),
    /--registry-type awsecr/,
  );
  expectRefused(await ts(['registry', 'token', trap.authority]), /^ts-reg registry update /);
  expectRefused(
    await ts(['kubelet-credential-provider'], kubelet(`${trap.authority}/team/app:1`)),
    /^ts-reg registry update /,
  );
  for (const command of [
    ['check', trap.authority],
    ['refresh', trap.authority],
    ['refresh', '--force'],
  ]) {
    const { exitCode, stdout, stderr } = await ts(['registry', ...command]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `${trap.authority}: ${key} is an AWS identity, and its secret is never sent to a registry of type docker_v2`,
    );
  }
  const findings = await ts(['doctor', trap.authority]);
  expect([findings.exitCode, findings.stdout.includes(`${key} is an AWS identity`)]).toEqual([1, true]);
  for (const address of [trap.authority, `http://${trap.authority}`, `${trap.authority}/team/app`]) {
    const { exitCode, stdout } = await ask('get', address);
    expect([exitCode, stdout.includes('AWS identity'), stdout.includes(secret)]).toEqual([1, true, false]);
  }
  expect((await ask('list', '')).stdout).toBe('{"old.example.com":"ci"}\n');
  expect(trap.connections()).toBe(0);
});

it('neither docker login nor an import stores one', async () => {
  const { exitCode, stdout } = await ask(
    'store',
    JSON.stringify({ ServerURL: 'r.example.com', Username: key, Secret: secret }),
  );
  expect([exitCode, stdout.includes('AWS identity'), stdout.includes(secret)]).toEqual([1, true, false]);
  const file = join(home, 'config.json');
  writeFileSync(
    file,
    JSON.stringify({ auths: { 'r.example.com': { auth: Buffer.from(`${key}:${secret}`).toString('base64') } } }),
  );
  const imported = await ts(['registry', 'import', file]);
  expect([imported.exitCode, imported.stderr.includes('AWS identity'), imported.stderr.includes(secret)]).toEqual([
    1,
    true,
    false,
  ]);
  expect((await ts(['registry', 'list', '--json'])).stdout).toBe('[]\n');
});

describe('a docker login for an ECR host', () => {
  const token = (life: number): string =>
    Buffer.from(
      JSON.stringify({ payload: 'x', version: '2', expiration: Math.floor(Date.now() / 1000) + life }),
    ).toString('base64');
  const login = (password: string): Promise<Ended> =>
    ask('store', JSON.stringify({ ServerURL: ecr, Username: 'AWS', Secret: password }));

  it('works until it ends, and list says that it will', async () => {
    const password = token(3_630);
    expect((await login(password)).exitCode).toBe(0);
    expect(JSON.parse((await ask('get', ecr)).stdout)).toMatchObject({ Username: 'AWS', Secret: password });
    const { stdout: list } = await ts(['registry', 'list', '--wide']);
    expect(list).toMatch(/AWS .*login, ends in (?:1h 0m|59m) .*docker_v2/);
    expect(JSON.parse((await ts(['kubelet-credential-provider'], kubelet(`${ecr}/app`))).stdout)).toMatchObject({
      cacheDuration: expect.stringMatching(/^3[45]\d\ds$/) as string,
    });
    await login(token(-1));
    const { exitCode, stdout } = await ask('get', ecr);
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^the docker login for \S+ expired at /) as string]);
    expect((await ask('list', '')).stdout).toBe('{}\n');
    expect((await ts(['registry', 'list', '--wide'])).stdout).toContain('expired');
    expect(trap.connections()).toBe(0);
  });

  it('is replaced by add, is told by doctor, and the secret key goes to AWS alone', { timeout: 120_000 }, async () => {
    const cloud = await startLoopbackCloud();
    try {
      const inCloud = { ...environment(), ...cloud.environment };
      const cloudTs = (...args: readonly string[]): Promise<Ended> =>
        run(tsReg, args, { environment: { ...inCloud, TS_REG_PASSWORD: cloud.key.secretAccessKey } });
      const other = { ...inCloud, TS_REG_HOME: join(home, 'other') };
      await run(tsReg, ['registry', 'add', cloud.registryHost, cloud.key.accessKeyId], {
        environment: { ...other, TS_REG_PASSWORD: cloud.key.secretAccessKey },
      });
      const issued = (
        await run(tsReg, ['registry', 'token', cloud.registryHost], { environment: other })
      ).stdout.trim();
      await ask('store', JSON.stringify({ ServerURL: cloud.registryHost, Username: 'AWS', Secret: issued }));
      const findings = await cloudTs('doctor', cloud.registryHost);
      expect(findings.stdout, findings.stderr).toMatch(
        /a docker login with an ECR token: it works until (?:about )?\d{4}-\S+Z and is not renewed\n\s+fix: ts-reg registry add \S+ ACCESS_KEY_ID\n/,
      );
      const added = await cloudTs('registry', 'add', cloud.registryHost, cloud.key.accessKeyId);
      expect(added.exitCode, added.stderr).toBe(0);
      expect(added.stdout).toContain('Type: awsecr');
      expect((await cloudTs('registry', 'add', cloud.registryHost, cloud.key.accessKeyId)).stderr).toContain(
        'registry already exists in DB',
      );
      const basic = Buffer.from(`${cloud.key.accessKeyId}:${cloud.key.secretAccessKey}`).toString('base64');
      expect(JSON.stringify(cloud.registry.requests)).not.toContain(basic);
    } finally {
      await cloud.close();
    }
  });
});

it('with --url an Anchore deployment is sent what anchore-cli sends, with one warning', async () => {
  const anchore = await startLoopbackAnchore();
  try {
    for (const [host, type] of [
      [mistyped, undefined],
      ['r.example.com', undefined],
      [ecr, 'docker_v2'],
    ] as const) {
      const options = ['--url', `${anchore.origin}/v1`, '--u', 'admin', '--p', 'foobar'];
      const { stderr } = await ts([
        ...options,
        'registry',
        'add',
        host,
        key,
        secret,
        '--skip-validate',
        ...(type === undefined ? [] : ['--registry-type', type]),
      ]);
      expect(stderr.match(/^WARN: /gm)).toHaveLength(1);
      const sent = JSON.stringify(anchore.wire.at(-1));
      expect(sent).toContain(host);
      expect(sent).toContain('docker_v2');
    }
    expect(trap.connections()).toBe(0);
  } finally {
    await anchore.close();
  }
});
