/** The store as programs see it: plain values, absence is undefined, and nothing is said or left behind. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistryStore, type RegistryStore, Secret, TsRegError } from '../../src/library/library.js';
import { OpenedStore } from '../../src/library/opened-store.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const ecrHost = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
let folder: string;
let aws: LoopbackAws;
let store: RegistryStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-library-'));
  aws = await startLoopbackAws({
    keys: [{ ...key, account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci' }],
  });
  writeFileSync(join(folder, 'config.yaml'), `endpoints:\n  ecr: ${aws.url}\n`);
  store = createRegistryStore({ environment: { TS_REG_HOME: folder } });
});
afterEach(async () => {
  await store.close();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

const password = { user: 'ci', secret: 'p', validate: false };

describe('a store of passwords', () => {
  it('adds, gets, lists, updates and deletes', async () => {
    const added = await store.add('Registry.Example.com', { ...password, name: 'ours' });
    expect(added).toMatchObject({
      registry: 'registry.example.com',
      name: 'ours',
      type: 'docker_v2',
      user: 'ci',
      verifyTls: true,
    });
    expect(added.createdAt).toBeInstanceOf(Date);
    expect(await store.get('registry.example.com')).toEqual(added);
    const updated = await store.update('registry.example.com', {
      user: 'cd',
      secret: new Secret('q'),
      validate: false,
    });
    expect(updated).toMatchObject({ user: 'cd', name: 'ours' });
    expect((await store.list()).map(({ registry }) => registry)).toEqual(['registry.example.com']);
    expect((await store.credential('registry.example.com')).password.reveal()).toBe('q');
    expect(await store.delete('registry.example.com')).toBe(true);
    expect(await store.list()).toEqual([]);
  });

  it('answers what is not there with undefined or false, and a credential that must be there with not-found', async () => {
    expect(await store.get('r.example')).toBeUndefined();
    expect(await store.credentialFor('https://r.example/v1/')).toBeUndefined();
    expect(await store.delete('r.example')).toBe(false);
    await expect(store.credential('r.example')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(store.update('r.example', password)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('finds the credential of an address by the longest name that covers it', async () => {
    await store.add('r.example', password);
    await store.add('r.example/team/*', { ...password, user: 'team' });
    expect((await store.credentialFor('r.example/team/app'))?.username).toBe('team');
    expect(await store.credentialFor('https://r.example/v2/')).toMatchObject({ username: 'ci', expiresAt: undefined });
  });

  it('refuses a second registry of one name unless told to replace it', async () => {
    await store.add('r.example', password);
    await expect(store.add('r.example', password)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await store.add('r.example', { ...password, user: 'cd', replace: true })).toMatchObject({ user: 'cd' });
  });

  it('asks the registry before it stores, unless told not to', async () => {
    const refusal = store.add('127.0.0.1:1', { user: 'ci', secret: 'hunter2' });
    await expect(refusal).rejects.toThrow(TsRegError);
    await expect(refusal).rejects.not.toThrow('hunter2');
    expect(await store.list()).toEqual([]);
  });
});

describe('a store of ECR registries', () => {
  it('gives tokens with their expiry, one exchange for many calls', async () => {
    expect(
      await store.add(ecrHost, { user: key.accessKeyId, secret: key.secretAccessKey, validate: false }),
    ).toMatchObject({ type: 'awsecr' });
    const [one, other] = await Promise.all([store.credential(ecrHost), store.credentialFor(`${ecrHost}/app`)]);
    expect(aws.isValidToken(one.password.reveal())).toBe(true);
    expect(other?.password.reveal()).toBe(one.password.reveal());
    expect(one.expiresAt?.getTime()).toBeGreaterThan(Date.now());
    expect(aws.count('GetAuthorizationToken')).toBe(1);
    expect(String(one.password) + JSON.stringify(one)).not.toContain(one.password.reveal());
  });

  it('renews, and tells each failure without stopping', async () => {
    await store.add(ecrHost, { user: key.accessKeyId, secret: key.secretAccessKey, validate: false });
    await store.add('210987654321.dkr.ecr.us-east-1.amazonaws.com', {
      user: key.accessKeyId,
      secret: 'another',
      validate: false,
    });
    const outcomes = await store.refresh({ force: true });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['renewed', 'failed']);
    expect(outcomes[0]?.expiresAt).toBeInstanceOf(Date);
    expect(outcomes[1]?.error).toBeInstanceOf(TsRegError);
    expect((await store.refresh({ registries: [ecrHost] })).map(({ outcome }) => outcome)).toEqual(['still-fresh']);
  });

  it('keeps the gate of awsauto, whose secret may be left out', async () => {
    await expect(store.add(ecrHost, { user: 'awsauto' })).rejects.toMatchObject({
      kind: 'refused',
      message: "'awsauto' is not enabled in service configuration",
    });
  });

  it('takes region and account for a name of its own', async () => {
    await store.add('ecr.example', {
      user: key.accessKeyId,
      secret: key.secretAccessKey,
      type: 'awsecr',
      region: 'eu-west-1',
      account: '123456789012',
      validate: false,
    });
    await store.credential('ecr.example');
    expect(aws.calls.map(({ region }) => region)).toEqual(['eu-west-1']);
  });
});

describe('opening and closing', () => {
  it('refuses whatever is asked after close, and close again is no error', async () => {
    await store.list();
    await store.close();
    await store.close();
    await expect(store.list()).rejects.toMatchObject({ kind: 'usage', message: 'the registry store was closed' });
  });

  it('opens once, and again after a failure that was mended', async () => {
    let attempts = 0;
    const failing = new OpenedStore(() => {
      attempts += 1;
      return Promise.reject(new TsRegError('io', 'not readable'));
    });
    await expect(failing.list()).rejects.toThrow('not readable');
    await expect(failing.list()).rejects.toThrow('not readable');
    expect(attempts).toBe(2);
  });
});
