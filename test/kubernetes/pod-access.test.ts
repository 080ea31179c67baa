import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInPod, podAccess } from '../../src/kubernetes/pod-access.js';
import { createPrivateCa } from '../support/private-ca.js';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-account-'));
  await (await createPrivateCa()).writeTo(join(folder, 'ca.crt'));
  // As the kubelet mounts it.
  writeFileSync(join(folder, 'data'), 'a.token-1_~+/==\n');
  symlinkSync('data', join(folder, 'token'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const inPod = (host = '10.0.0.1', port = '443'): Readonly<Record<string, string>> => ({
  KUBERNETES_SERVICE_HOST: host,
  KUBERNETES_SERVICE_PORT: port,
  TS_REG_SERVICE_ACCOUNT: folder,
});

it('is a pod with the variables of one and an account', () => {
  expect(isInPod(inPod())).toBe(true);
  expect(isInPod({ TS_REG_SERVICE_ACCOUNT: folder })).toBe(false);
  expect(isInPod({ ...inPod(), TS_REG_SERVICE_ACCOUNT: '/nonexistent' })).toBe(false);
});

it.each([
  ['10.0.0.1', '443', '10.0.0.1', ''],
  ['fd00::1', '6443', 'fd00::1', '6443'],
  ['kubernetes.default.svc', '', 'kubernetes.default.svc', ''],
])('finds the server at %s %s', async (host, port, hostname, expectedPort) => {
  const { place, close } = await podAccess(inPod(host, port));
  expect(place).toMatchObject({ protocol: 'https:', hostname, port: expectedPort });
  close();
});

it.each([
  ['a b', '443'],
  ['x@y', '443'],
  ['host', 'no'],
  ['a:b:zz', '99999'],
])('refuses what names no server: %s %s', async (host, port) => {
  await expect(podAccess(inPod(host, port))).rejects.toMatchObject({ kind: 'usage' });
});

describe('the token', () => {
  it('is read for each request', async () => {
    const { headers, close } = await podAccess(inPod());
    expect(headers()).toEqual({ authorization: 'Bearer a.token-1_~+/==' });
    writeFileSync(join(folder, 'data'), 'next');
    expect(headers()).toEqual({ authorization: 'Bearer next' });
    close();
  });

  it.each(['', 'two words', 'a\nb', 'x'.repeat(70_000)])('that is none is an error without its text', async (text) => {
    const { headers, close } = await podAccess(inPod());
    writeFileSync(join(folder, 'data'), text);
    expect(headers).toThrow(`cannot read the token of the service account ${join(folder, 'token')}: it `);
    close();
  });
});

it('without an authority is an error', async () => {
  writeFileSync(join(folder, 'ca.crt'), 'nothing');
  await expect(podAccess(inPod())).rejects.toThrow('contains no PEM certificate');
});
