/**
 * The role of this machine is closed again: from that moment no kept token that came by it is handed out, by no
 * program; and where it stays allowed, the hot path goes on after any other edit.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type Ended, helper, run, runsOnNode, tsReg } from '../support/spawned.js';

const role = 'arn:aws:iam::123456789012:role/target';
const open = 'allow_awsecr_iam_auto: True\n';
let cloud: LoopbackCloud;
let home: string;
let scratch: string;

beforeEach(async () => {
  cloud = await startLoopbackCloud({ roles: [{ arn: role }] });
  home = mkdtempSync(join(tmpdir(), 'ts-reg-closed-'));
  scratch = mkdtempSync(join(tmpdir(), 'ts-reg-alone-'));
  configure(open);
  writeFileSync(
    join(home, 'aws-config'),
    `[profile machine]\nrole_arn = ${role}\ncredential_source = Ec2InstanceMetadata\nregion = us-east-1\n` +
      `[profile keys]\naws_access_key_id = ${cloud.key.accessKeyId}\naws_secret_access_key = ${cloud.key.secretAccessKey}\n`,
  );
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
  await cloud.close();
});

function configure(text: string): void {
  writeFileSync(join(home, 'config.yaml'), text, { mode: 0o600 });
}

function start(program: string, argv: readonly string[], input = ''): Promise<Ended> {
  const environment = {
    ...cloud.environment,
    TS_REG_HOME: home,
    HOME: home,
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    AWS_ACCESS_KEY_ID: cloud.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.key.secretAccessKey,
    AWS_REGION: 'us-east-1',
  };
  return run(program, argv, { environment, input });
}

const get = (): Promise<Ended> => start(helper, ['get'], cloud.registryHost);

/** `get` by the hot path alone: without the rest of the package it can do nothing else. */
function getAlone(): Promise<Ended> {
  const program = join(scratch, 'docker-credential-ts-reg.cjs');
  cpSync(join(import.meta.dirname, '..', '..', 'dist', 'docker-credential-ts-reg.cjs'), program);
  return start(program, ['get'], cloud.registryHost);
}

async function add(...identity: readonly string[]): Promise<void> {
  const added = await start(tsReg, ['registry', 'add', cloud.registryHost, ...identity]);
  expect(added.exitCode, added.stderr).toBe(0);
}

/** Until a later edit is sure to leave another state of the file. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_200));

const roles: readonly (readonly string[])[] = [
  ['awsauto', 'awsauto'],
  ['_iam_role', role],
  ['_aws_profile', 'machine'],
];

describe.each(roles)('a kept token of %s', (...identity) => {
  it('is refused by docker-credential-ts-reg, the kubelet and `registry token` as soon as the role is closed', async () => {
    await add(...identity);
    await settle();
    const kept = await get();
    expect(kept).toMatchObject({ exitCode: 0 });
    if (runsOnNode) expect(await getAlone()).toEqual(kept);
    const asked = cloud.aws.count('GetAuthorizationToken');
    for (const text of ['allow_awsecr_iam_auto: False\n', '', 'allow_awsecr_iam_auto: off \n', '{ not yaml']) {
      configure(text);
      const { exitCode, stdout } = await get();
      expect({ exitCode, stdout }).toEqual({
        exitCode: 1,
        stdout: expect.stringMatching(/is not enabled in service configuration|config\.yaml/) as string,
      });
    }
    rmSync(join(home, 'config.yaml'));
    expect(await get()).toMatchObject({ exitCode: 1 });
    expect(await start(tsReg, ['registry', 'token', cloud.registryHost])).toMatchObject({ exitCode: 1, stdout: '' });
    const image = JSON.stringify({
      kind: 'CredentialProviderRequest',
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      image: `${cloud.registryHost}/app:1`,
    });
    expect((await start(tsReg, ['kubelet-credential-provider'], image)).stdout).not.toContain('"password":"');
    expect(cloud.aws.count('GetAuthorizationToken')).toBe(asked);

    configure(open);
    expect(await get(), 'opened again').toEqual(kept);
    await settle();
    expect(await get()).toEqual(kept);
    if (runsOnNode) expect(await getAlone(), 'the hot path is back').toEqual(kept);
    expect(cloud.aws.count('GetAuthorizationToken')).toBe(asked);
  });
});

describe.each([['keys'], ['profile']])('a kept token of %s', (kind) => {
  it('is served by the hot path, whatever becomes of config.yaml', async () => {
    await add(...(kind === 'keys' ? [cloud.key.accessKeyId, cloud.key.secretAccessKey] : ['_aws_profile', 'keys']));
    const kept = await get();
    for (const text of ['allow_awsecr_iam_auto: False\n', 'timeout: 20\n', '{ not yaml']) {
      configure(text);
      expect(await (runsOnNode ? getAlone() : get())).toEqual(kept);
    }
  });
});

it('an edit that leaves the role allowed sends one `get` through the settings, and the next is hot again', async () => {
  await add('awsauto', 'awsauto');
  await settle();
  const kept = await get();
  configure(`${open}timeout: 20\n`);
  await settle();
  if (runsOnNode) expect((await getAlone()).exitCode).not.toBe(0);
  expect(await get()).toEqual(kept);
  if (runsOnNode) expect(await getAlone()).toEqual(kept);
  expect(cloud.aws.count('GetAuthorizationToken')).toBe(1);
});

it('a profile that no longer uses the role gets a token of its own, not the kept one of the role', async () => {
  await add('_aws_profile', 'machine');
  configure('allow_awsecr_iam_auto: False\n');
  writeFileSync(
    join(home, 'aws-config'),
    `[profile machine]\naws_access_key_id = ${cloud.key.accessKeyId}\naws_secret_access_key = ${cloud.key.secretAccessKey}\n`,
  );
  const { exitCode } = await get();
  expect(exitCode).toBe(0);
  expect(cloud.aws.count('GetAuthorizationToken')).toBe(2);
});
