/** Records whose role is that of each pod. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forPod, withPodOf } from '../../src/registry-store/pod-identity.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { parseServerAddress } from '../../src/registry/server-address.js';
import { Secret } from '../../src/secret.js';
import { accepted, ecr, type Engine, given, startEngine, tokenAt } from '../support/engine.js';

const role = 'arn:aws:iam::123456789012:role/pull';
const token = new Secret('system:serviceaccount:a:default');
let engine: Engine;
beforeEach(async () => {
  engine = startEngine();
  engine.aws = ({ identity }) => {
    const subject = identity.kind === 'web' ? (identity.podToken?.reveal() ?? '') : '';
    const source = { name: 'pod', isOfMachine: false, scope: new Secret(subject) };
    return Promise.resolve({
      ...tokenAt(engine.now, `token ${engine.exchanges.length}`),
      job: { source, subject: { issuer: 'cluster', subject } },
    });
  };
  await engine.store.backend.add(given({ user: '_web_identity', secret: 'pod' }), accepted);
});
afterEach(() => {
  engine.dispose();
});

async function storedRecord(): Promise<OpenRecord> {
  const record = await engine.dependencies.records.find(ecr);
  if (record === undefined) throw new Error('the record is not stored');
  return record;
}

const get = async (subject: string, roleArn = role): Promise<string | undefined> =>
  (
    await engine.store.keychain.get(parseServerAddress(ecr), { token: new Secret(subject), roleArn })
  )?.password.reveal();

it('get a token for each role and service account, kept apart and served nowhere else', async () => {
  expect(engine.exchanges).toEqual([]);
  expect([await get('a'), await get('b'), await get('a', `${role}-2`)]).toEqual(['token 1', 'token 2', 'token 3']);
  expect([await get('a'), await get('b'), await get('a', `${role}-2`)]).toEqual(['token 1', 'token 2', 'token 3']);
  await expect(engine.store.keychain.get(parseServerAddress(ecr))).rejects.toThrow('its role is that of each pod');
  expect(await engine.store.tokenState(ecr)).toMatchObject({ state: 'none' });
  expect(engine.exchanges.map(({ identity }) => identity.kind === 'web' && identity.roleArn)).toEqual([
    role,
    role,
    `${role}-2`,
  ]);
});

it('refuse a request without token, without annotation, and with one that is no role', async () => {
  const stored = await storedRecord();
  expect(() => forPod(stored, { token: undefined, roleArn: role })).toThrow('has no serviceAccountToken');
  expect(() => forPod(stored, { token, roleArn: undefined })).toThrow('has no annotation eks.amazonaws.com/role-arn');
  expect(() => forPod(stored, { token, roleArn: 'arn:aws:iam::1:user/x' })).toThrow('is not the ARN of a role');
});

it('take the identity of the pod as long as they are for pods', async () => {
  const stored = await storedRecord();
  const proven = forPod(stored, { token, roleArn: role });
  expect(withPodOf(stored, proven).identity).toMatchObject({ kind: 'web', roleArn: role });
  const changed = { ...stored, secret: new Secret(`${role}-own`) };
  expect(withPodOf(changed, proven).identity).toMatchObject({ roleArn: `${role}-own` });
});

it('are left alone by refresh and check', async () => {
  const refreshed = await engine.store.refresh({ registries: [], force: true, onOutcome: () => undefined });
  expect(refreshed).toMatchObject([{ outcome: 'still-fresh' }]);
  expect(await engine.store.check([])).toMatchObject([{ error: undefined }]);
  expect(engine.exchanges).toEqual([]);
});
