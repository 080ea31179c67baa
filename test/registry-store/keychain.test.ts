/** Credentials for the tools that pull, and what docker login and logout do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseServerAddress } from '../../src/registry/server-address.js';
import { Secret } from '../../src/secret.js';
import {
  accepted,
  ecr,
  type Engine,
  given,
  hour,
  refusal,
  startEngine,
  tokenAt,
  unchecked,
} from '../support/engine.js';

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
    ['r.example.com/team', 'team/of team'],
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

  it('takes a new password for a registry that a person added, whose own comes back at logout', async () => {
    await add('r.example.com', 'ci');
    await login('r.example.com', 'ci', 'new');
    expect(await get('r.example.com')).toBe('ci/new');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('ci/of ci');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('ci/of ci');
  });

  it("gives a person's record back after any number of logins, all of it", async () => {
    await engine.store.backend.add(
      given({
        registry: 'r.example.com',
        name: 'mine',
        type: 'docker_v2',
        user: 'alice',
        secret: 'a',
        verifyTls: false,
      }),
      unchecked,
    );
    const before = await engine.store.backend.get('r.example.com');
    await login('r.example.com', 'bob', 'b');
    await login('r.example.com', 'carol', 'c');
    await login('r.example.com', 'carol', 'c');
    expect(await get('r.example.com')).toBe('carol/c');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('alice/a');
    expect(await engine.store.backend.get('r.example.com')).toEqual(before);
  });

  it('gives an imported login back too, and an anonymous record', async () => {
    await engine.store.keychain.store(
      parseServerAddress('r.example.com'),
      { username: 'imported', password: new Secret('i') },
      'import',
    );
    await login('r.example.com', 'bob', 'b');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('imported/i');
    await engine.store.backend.add(
      given({ registry: 's.example.com', type: 'docker_v2', user: '', secret: '' }),
      unchecked,
    );
    await login('s.example.com', 'bob', 'b');
    await logout('s.example.com');
    expect((await engine.store.backend.get('s.example.com'))[0]?.user).toBe('');
  });

  it.each(['update', 'replace', 'import'])('forgets what was before when a person writes last: %s', async (how) => {
    await add('r.example.com', 'alice');
    await login('r.example.com', 'bob', 'b');
    const address = parseServerAddress('r.example.com');
    const secret = new Secret('p');
    if (how === 'update')
      await engine.store.backend.update(
        'r.example.com',
        { user: 'person', secret, name: undefined, type: undefined, verifyTls: undefined, location: {} },
        unchecked,
      );
    else if (how === 'import')
      await engine.store.keychain.store(address, { username: 'person', password: secret }, 'import');
    else
      await engine.store.backend.add(
        given({ registry: 'r.example.com', type: 'docker_v2', user: 'person', secret: 'p' }),
        { validate: false, replace: true },
      );
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('person/p');
    expect((await engine.dependencies.records.find('r.example.com'))?.former).toBeUndefined();
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

describe('a record for everything of a host', () => {
  it('answers for the host too, and an exact record comes before it', async () => {
    await add('r.example.com/*', 'all');
    expect(await get('https://r.example.com')).toBe('all/of all');
    expect(await get('r.example.com/a/b')).toBe('all/of all');
    await add('r.example.com', 'host');
    expect(await get('r.example.com')).toBe('host/of host');
    expect(await get('r.example.com:5000')).toBeUndefined();
  });

  it('stays at logout, and a login with another user stands beside it', async () => {
    await add('r.example.com/*', 'all');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('all/of all');
    await login('r.example.com', 'bob', 'of bob');
    expect(await get('r.example.com')).toBe('bob/of bob');
    await logout('r.example.com');
    expect(await get('r.example.com')).toBe('all/of all');
  });

  it('is not copied when docker stores what it has just read, which may be a token', async () => {
    await add('r.example.com/*', 'all');
    await engine.store.backend.add(given({ registry: `${ecr}/*` }), accepted);
    const before = engine.contents();
    await login('r.example.com', 'all', 'of all');
    await login(ecr, 'AWS', 'token 1');
    expect(engine.contents()).toEqual(before);
  });
});

describe('a registry with several names', () => {
  it.each([
    ['docker.io', 'registry-1.docker.io'],
    ['registry-1.docker.io', 'index.docker.io'],
    ['index.docker.io/library/*', 'docker.io/library/*'],
    ['ecr-public.aws.com', 'public.ecr.aws'],
  ])('stored as %s: %s is the same record to every command', async (stored, other) => {
    const { backend } = engine.store;
    await add(stored, 'me');
    await expect(add(other, 'you')).rejects.toThrow('registry already exists in DB');
    expect((await backend.get(other))[0]?.registry).toBe(stored);
    expect((await engine.store.credential(other)).username).toBe('me');
    await backend.update(
      other,
      {
        user: 'you',
        secret: new Secret('of you'),
        name: undefined,
        type: undefined,
        verifyTls: undefined,
        location: {},
      },
      unchecked,
    );
    expect((await backend.list()).map(({ registry, user }) => [registry, user])).toEqual([[stored, 'you']]);
    await backend.add(given({ registry: other, type: 'docker_v2', user: 'they', secret: 'x' }), {
      validate: false,
      replace: true,
    });
    expect((await backend.list()).map(({ registry, user }) => [registry, user])).toEqual([[stored, 'they']]);
    await backend.delete(other);
    expect(await backend.list()).toEqual([]);
  });
});

describe('list', () => {
  const listed = async (): Promise<readonly string[]> => [...(await engine.store.keychain.list()).keys()].sort();

  it('names what get can answer, Docker Hub as docker calls it', async () => {
    await engine.store.backend.add(given(), accepted);
    await add('registry-1.docker.io', 'me');
    await add('r.example.com/team/*', 'team');
    await add('r.example.com/app', 'app');
    await add('s.example.com/*', 'all');
    await add('t.example.com/te*', 'prefix');
    expect([...(await engine.store.keychain.list())].sort()).toEqual([
      [ecr, 'AWS'],
      [hub, 'me'],
      ['r.example.com/app', 'app'],
      ['r.example.com/team', 'team'],
      ['s.example.com', 'all'],
    ]);
    expect(await get('s.example.com')).toBe('all/of all');
  });

  it('renews a token that has run out, once, and leaves out what cannot be renewed', async () => {
    await engine.store.backend.add(given(), accepted);
    await engine.store.backend.add(given({ registry: `${ecr.replace('123', '223')}/*` }), accepted);
    engine.now += 13 * hour;
    expect(await listed()).toEqual([ecr, ecr.replace('123', '223')]);
    expect(await listed()).toHaveLength(2);
    expect(engine.exchanges).toHaveLength(4);
    engine.now += 13 * hour;
    engine.aws = () => Promise.reject(refusal());
    await add('r.example.com', 'me');
    expect(await listed()).toEqual(['r.example.com']);
  });

  it('names a token past half of its life without asking AWS', async () => {
    await engine.store.backend.add(given(), accepted);
    engine.now += 7 * hour;
    engine.aws = () => Promise.reject(new Error('must not be asked'));
    expect(await listed()).toEqual([ecr]);
  });

  it('renews eight at once, and names after five seconds what there is', async () => {
    const hosts = Array.from(
      { length: 12 },
      (_, index) => `${100_000_000_000 + index}.dkr.ecr.us-east-1.amazonaws.com`,
    );
    for (const registry of hosts) await engine.store.backend.add(given({ registry }), accepted);
    await add('r.example.com', 'me');
    engine.now += 13 * hour;
    let under = 0;
    let most = 0;
    engine.aws = ({ registry, signal }) =>
      new Promise((resolve, reject) => {
        most = Math.max(most, (under += 1));
        const end = (settle: () => void): void => {
          under -= 1;
          settle();
        };
        if (registry === hosts[3])
          signal?.addEventListener('abort', () => {
            end(() => {
              reject(refusal('no answer'));
            });
          });
        else
          setTimeout(() => {
            end(() => {
              resolve(tokenAt(engine.now, 'later'));
            });
          }, 50);
      });
    const start = performance.now();
    expect(await listed()).toEqual([...hosts.filter((host) => host !== hosts[3]), 'r.example.com']);
    expect(performance.now() - start).toBeGreaterThan(4_500);
    expect(performance.now() - start).toBeLessThan(9_000);
    expect(most).toBe(8);
  }, 30_000);

  it('names no host whose own record is anonymous or AWS-only, even beside a record for everything of it', async () => {
    await add('r.example.com/*', 'all');
    await engine.store.backend.add(
      given({ registry: 'r.example.com', type: 'docker_v2', user: '', secret: '' }),
      unchecked,
    );
    expect(await listed()).toEqual([]);
  });

  it('names both names of ECR Public', async () => {
    await engine.store.backend.add(given({ registry: 'ecr-public.aws.com' }), accepted);
    expect(await listed()).toEqual(['ecr-public.aws.com', 'public.ecr.aws']);
    expect(await get('public.ecr.aws')).toBe('AWS/token 1');
  });

  it('names nothing that get refuses: docker would drop every credential', async () => {
    await engine.store.backend.add(given(), accepted);
    await engine.store.backend.add(given({ registry: `${ecr}/team/*` }), accepted);
    for (const registry of ['docker.io', 'docker.io/library/alpine', 'r.example.com:5000', '[::1]:5000'])
      await add(registry, 'me');
    await engine.store.backend.add(
      given({ registry: 'mirror.example.com', type: 'docker_v2', user: '', secret: '' }),
      unchecked,
    );
    engine.aws = () => Promise.reject(refusal());
    const named = ['[::1]:5000', 'docker.io/library/alpine', hub, 'r.example.com:5000'];
    for (const [age, token] of [
      [0, [ecr, `${ecr}/team`]],
      [7 * hour, [ecr, `${ecr}/team`]],
      [12 * hour - 61_000, [ecr, `${ecr}/team`]],
      [13 * hour, []],
    ] as const) {
      engine.now = Date.UTC(2026, 0, 2, 12) + age;
      const found = await listed();
      expect(found).toEqual([...token, ...named].sort());
      for (const address of found) expect(await get(address)).toBeDefined();
    }
  });
});
