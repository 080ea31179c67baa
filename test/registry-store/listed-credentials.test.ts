/** Whatever the list names can be got, and whatever can be got is named. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { listCredentials } from '../../src/registry-store/listed-credentials.js';
import { parseServerAddress } from '../../src/registry/server-address.js';
import { ecr, type Engine, given, hour, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

const listed = async (): Promise<Record<string, string>> =>
  Object.fromEntries(await listCredentials(engine.dependencies));
const addPassword = (registry: string, user = 'ci'): Promise<unknown> =>
  engine.store.backend.add(given({ registry, type: 'docker_v2', user }), unchecked);

describe('the list', () => {
  it('renews a token that ran out, with one exchange, and names it', async () => {
    await engine.store.backend.add(given(), unchecked);
    engine.now += 13 * hour;
    const before = engine.exchanges.length;
    expect(await listed()).toEqual({ [ecr]: 'AWS' });
    expect(engine.exchanges.length - before).toBe(1);
  });

  it('names a token that is still valid without asking AWS', async () => {
    await engine.store.backend.add(given(), unchecked);
    engine.now += 8 * hour;
    const before = engine.exchanges.length;
    expect(await listed()).toEqual({ [ecr]: 'AWS' });
    expect(engine.exchanges.length).toBe(before);
  });

  it('leaves out what AWS refuses to renew, and keeps the rest', async () => {
    await engine.store.backend.add(given(), unchecked);
    await addPassword('registry.example.com');
    engine.now += 13 * hour;
    engine.aws = () => Promise.reject(new TsRegError('refused', 'AccessDeniedException'));
    expect(await listed()).toEqual({ 'registry.example.com': 'ci' });
  });

  it('names a record for everything of a host by the host, and Docker Hub as docker does', async () => {
    await addPassword('registry.example.com/*');
    await addPassword('docker.io', 'me');
    await addPassword('prefix.example.com/team*');
    const addresses = await listed();
    expect(addresses).toMatchObject({ 'registry.example.com': 'ci', 'https://index.docker.io/v1/': 'me' });
    expect(Object.keys(addresses).filter((name) => name.includes('prefix'))).toEqual([]);
    for (const address of Object.keys(addresses))
      expect(await engine.store.keychain.get(parseServerAddress(address))).toBeDefined();
  });
});
