/** Credentials for the tools that pull, and what docker login and logout do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseServerAddress } from '../../src/registry/server-address.js';
import { Secret } from '../../src/secret.js';
import { accepted, ecr, type Engine, given, hour, refusal, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

const hub = 'https://index.docker.io/v1/';

async function get(address: string): Promise<string | undefined> {
  const credential = await engine.store.keychain.get(parseServerAddress(address));
  return credential && `${credential.username}/${credential.password.reveal()}`;
}

function login(address: string, username: string, password: string): Promise<void> {
  return engine.store.keychain.store(parseServerAddress(address), { username, password: new Secret(password) });
}

function logout(address: string): Promise<void> {
  return engine.store.keychain.erase(parseServerAddress(address));
}

async function add(registry: string, user: string): Promise<void> {
  await engine.store.backend.add(given({ registry, type: 'docker_v2', user, secret: `of ${user}` }), unchecked);
}

describe('get', () => {
  it.each([
    ['r.example.com', 'host/of host'],
    ['https://r.example.com', 'host/of host'],
    ['http://R.example.com/v2/', 'host/of host'],
    ['r.example.com/other', 'host/of host'],
    ['r.example.com/team', 'host/of host'],
    ['r.example.com/team/app', 'team/of team'],
    ['r.example.com/team/secret/app', 'secret/of secret'],
    ['r.example.com/team/secret', 'exact/of exact'],
    ['r.example.com:5000', undefined],
    ['r.example.com.evil.com', undefined],
  ])('%s is answered by the longest record that covers it: %s', async (address, expected) => {
    await add('r.example.com', 'host');
    await add('r.example.com/team/*', 'team');
    await add('r.example.com/team/secret/*', 'secret');
    await add('r.example.com/team/secret', 'exact');
    expect(await get(address)).toBe(expected);
  });

  it('knows Docker Hub under all its names', async () => {
    await add('docker.io', 'me');
    for (const address of [hub, 'docker.io', 'index.docker.io', 'registry-1.docker.io', 'docker.io/library/alpine'])
      expect(await get(address)).toBe('me/of me');
    expect(await get(`${hub}access-token`)).toBeUndefined();
  });

  it('gives a token for ECR, and nothing for an anonymous registry', async () => {
    await engine.store.backend.add(given(), accepted);
    expect(await get(ecr)).toBe('AWS/token 1');
    await engine.store.backend.add(
      given({ registry: 'mirror.example.com', type: 'docker_v2', user: '', secret: '' }),
      unchecked,
    );
    expect(await get('mirror.example.com')).toBeUndefined();
  });

  it('says why when a token cannot be renewed: that is not "not found"', async () => {
    await engine.store.backend.add(given(), accepted);
    engine.now += 13 * hour;
    engine.aws = () => Promise.reject(refusal());
    await expect(get(ecr)).rejects.toThrow('AccessDeniedException');
  });
});

describe('store, as docker login calls it', () => {
  it('keeps a login, and forgets it at logout', async () => {
    await login('r.example.com', 'me', 'mine');
    expect(await get('r.example.com')).toBe('me/mine');
    await logout('https://r.example.com');
    expect(await get('r.example.com')).toBeUndefined();
  });

  it('takes a new password for a registry that a person added, which stays after logout', async () => {
    await add('r.example.com', 'ci');
    await login('r.example.com', 'ci', 'new');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('ci/new');
  });

  it('writes nothing when docker stores what it has just read', async () => {
    await add('r.example.com', 'ci');
    const before = engine.contents();
    await login('r.example.com', 'ci', 'of ci');
    expect(engine.contents()).toEqual(before);
  });

  it('never turns the keys of an ECR registry into a token of 12 hours', async () => {
    await engine.store.backend.add(given(), accepted);
    const before = engine.contents();
    await login(ecr, 'AWS', 'token 1');
    expect(engine.contents()).toEqual(before);
  });

  it('lets the names of Docker Hub meet in one record, whichever it has', async () => {
    await add('index.docker.io', 'me');
    await login(hub, 'me', 'new');
    expect((await engine.store.backend.list()).map(({ registry }) => registry)).toEqual(['index.docker.io']);
    expect(await get('docker.io')).toBe('me/new');
  });

  it("keeps Docker Hub's own tokens apart from its password", async () => {
    await login(hub, 'me', 'password');
    await login(`${hub}access-token`, 'me', 'oauth');
    expect([await get(hub), await get(`${hub}access-token`), await get(`${hub}refresh-token`)]).toEqual([
      'me/password',
      'me/oauth',
      undefined,
    ]);
  });

  it('does not touch a wider record that covers the address', async () => {
    await add('r.example.com', 'host');
    await login('r.example.com/team', 'team', 'p');
    expect([await get('r.example.com'), await get('r.example.com/team')]).toEqual(['host/of host', 'team/p']);
  });
});

describe('erase, as docker logout calls it', () => {
  it('drops only the token of an ECR registry', async () => {
    await engine.store.backend.add(given(), accepted);
    await logout(ecr);
    expect((await engine.store.tokenState(ecr)).state).toBe('none');
    expect(await get(ecr)).toBe('AWS/token 2');
  });

  it('of an unknown address is no error', async () => {
    await expect(logout('r.example.com')).resolves.toBeUndefined();
  });
});

describe('list', () => {
  it('names what get can answer without AWS, Docker Hub as docker calls it', async () => {
    await engine.store.backend.add(given(), accepted);
    await add('docker.io', 'me');
    await add('r.example.com/team/*', 'team');
    await add('r.example.com/app', 'app');
    expect([...(await engine.store.keychain.list())].sort()).toEqual([
      [ecr, 'AWS'],
      [hub, 'me'],
      ['r.example.com/app', 'app'],
    ]);
    engine.now += 13 * hour;
    engine.aws = () => Promise.reject(new Error('list must not ask AWS'));
    expect((await engine.store.keychain.list()).has(ecr)).toBe(false);
  });

  it('names nothing that get refuses: docker would drop every credential', async () => {
    await engine.store.backend.add(given(), accepted);
    await engine.store.backend.add(given({ registry: `${ecr}/team/*` }), accepted);
    for (const registry of [
      'docker.io',
      'index.docker.io',
      'docker.io/library/alpine',
      'r.example.com:5000',
      'r.example.com/v2',
      '[::1]:5000',
    ])
      await add(registry, 'me');
    await engine.store.backend.add(
      given({ registry: 'mirror.example.com', type: 'docker_v2', user: '', secret: '' }),
      unchecked,
    );
    engine.aws = () => Promise.reject(refusal());
    const named = [
      '[::1]:5000',
      'docker.io/library/alpine',
      hub,
      'index.docker.io',
      'r.example.com/v2',
      'r.example.com:5000',
    ];
    for (const [age, token] of [
      [0, [ecr]],
      [7 * hour, [ecr]],
      [12 * hour - 61_000, [ecr]],
      [13 * hour, []],
    ] as const) {
      engine.now = Date.UTC(2026, 0, 2, 12) + age;
      const listed = [...(await engine.store.keychain.list()).keys()];
      expect(listed.sort()).toEqual([...token, ...named].sort());
      await Promise.all(listed.map(get));
    }
  });
});
