/** The five commands on the embedded store: validated first, written last. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { accepted, ecr, type Engine, given, hour, refusal, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

const change = {
  user: 'AKIAOTHER',
  secret: new Secret('other'),
  name: undefined,
  type: undefined,
  verifyTls: undefined,
  location: {},
};

describe('add', () => {
  it('answers in the shape of an Anchore engine', async () => {
    const [view] = await engine.store.backend.add(given({ name: 'production' }), accepted);
    expect(view?.wire).toEqual({
      created_at: '2026-01-02T12:00:00Z',
      last_updated: '2026-01-02T12:00:00Z',
      registry: ecr,
      registry_name: 'production',
      registry_type: 'awsecr',
      registry_user: 'AKIAIOSFODNN7EXAMPLE',
      registry_verify: true,
      userId: 'admin',
    });
  });

  it('asks AWS once and shows the registry that very token', async () => {
    await engine.store.backend.add(given(), accepted);
    expect(engine.exchanges).toHaveLength(1);
    expect(engine.pings.map((ping) => ping.credential?.password.reveal())).toEqual(['token 1']);
  });

  it('takes the registry itself as the name', async () => {
    expect((await engine.store.backend.add(given(), accepted))[0]?.name).toBe(ecr);
  });

  it('accepts an anonymous registry and pings it without credentials', async () => {
    await engine.store.backend.add(
      given({ registry: 'mirror.example.com', type: 'docker_v2', user: '', secret: '' }),
      accepted,
    );
    expect(engine.pings[0]?.credential).toBeUndefined();
  });

  it.each([
    [
      'AWS refuses',
      (target: Engine) => {
        target.aws = () => Promise.reject(refusal());
      },
    ],
    [
      'the registry refuses',
      (target: Engine) => {
        target.registry = () => Promise.reject(refusal('401'));
      },
    ],
  ])('writes nothing when %s', async (_, arrange) => {
    await engine.store.backend.add(given({ registry: 'other.example.com', type: 'docker_v2', user: 'u' }), unchecked);
    const before = engine.contents();
    arrange(engine);
    await expect(engine.store.backend.add(given(), accepted)).rejects.toMatchObject({ kind: 'refused' });
    expect(engine.contents()).toEqual(before);
  });

  it.each([
    ['the gate is closed', { user: 'awsauto', secret: 'awsauto' }, 406],
    [
      'the gate is closed, whatever the type',
      { registry: 'r.example.com', type: 'docker_v2', user: 'ci', secret: 'awsauto' },
      406,
    ],
    ['the name is none', { registry: 'https://r.example.com' }, 409],
    ['the user has a colon', { registry: 'r.example.com', type: 'docker_v2', user: 'c:i' }, 409],
    ['the password has a line break', { secret: 'p\n' }, 409],
  ] as const)('makes no file at all when %s, and asks nobody', async (_, fields, httpCode) => {
    await expect(engine.store.backend.add(given(fields), unchecked)).rejects.toMatchObject({
      kind: 'refused',
      httpCode,
      exitCode: 1,
    });
    expect([engine.contents().size, engine.exchanges.length, engine.pings.length]).toEqual([0, 0, 0]);
  });

  it('with replace leaves the old record and its token as they were when it is refused', async () => {
    await engine.store.backend.add(given(), accepted);
    const before = engine.contents();
    engine.registry = () => Promise.reject(refusal('401'));
    await expect(
      engine.store.backend.add(given({ secret: 'other' }), { validate: true, replace: true }),
    ).rejects.toThrow('401');
    expect(engine.contents()).toEqual(before);
  });

  it('tries AWS even with --skip-validate, but takes a failure lightly', async () => {
    engine.aws = () => Promise.reject(refusal());
    await engine.store.backend.add(given(), unchecked);
    expect([engine.exchanges.length, engine.pings.length]).toEqual([1, 0]);
    expect(engine.debug.join()).toContain('AccessDeniedException');
  });

  it('is a conflict the second time, before AWS is asked again', async () => {
    await engine.store.backend.add(given(), accepted);
    await expect(engine.store.backend.add(given(), accepted)).rejects.toMatchObject({
      message: 'registry already exists in DB',
      httpCode: 500,
      exitCode: 2,
    });
    expect(engine.exchanges).toHaveLength(1);
  });

  it('with replace takes the place of the old record and keeps its birthday', async () => {
    await engine.store.backend.add(given(), accepted);
    engine.now += hour;
    const [view] = await engine.store.backend.add(given({ name: 'new' }), { validate: true, replace: true });
    expect(view).toMatchObject({ name: 'new', createdAt: '2026-01-02T12:00:00Z', updatedAt: '2026-01-02T13:00:00Z' });
  });

  it('with replace stores what was not there yet', async () => {
    expect(await engine.store.backend.add(given(), { validate: true, replace: true })).toHaveLength(1);
  });

  it('has one winner of many at once', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => engine.store.backend.add(given(), unchecked)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses an ECR behind a name of its own without a region, and says how to give one', async () => {
    await expect(engine.store.backend.add(given({ registry: 'ecr.example.com' }), accepted)).rejects.toMatchObject({
      message: 'cannot tell the AWS region of ecr.example.com from its name',
      hint: expect.stringContaining('--region us-east-1') as string,
    });
  });
});

describe('get and list', () => {
  it('show registries in the order of their names', async () => {
    for (const registry of ['b.example.com', 'a.example.com'])
      await engine.store.backend.add(given({ registry, type: 'docker_v2', user: 'u' }), unchecked);
    expect((await engine.store.backend.list()).map((view) => view.registry)).toEqual([
      'a.example.com',
      'b.example.com',
    ]);
    expect((await engine.store.backend.get('A.example.com'))[0]?.registry).toBe('a.example.com');
  });

  it('know nothing of what was never added', async () => {
    await expect(engine.store.backend.get('x.example.com')).rejects.toMatchObject({
      message: 'registry not found in DB',
      httpCode: 404,
      exitCode: 1,
    });
  });
});

describe('update', () => {
  it('keeps type, name and TLS rule unless they are given', async () => {
    await engine.store.backend.add(given({ name: 'production', verifyTls: false }), accepted);
    expect((await engine.store.backend.update(ecr, change, { validate: true }))[0]).toMatchObject({
      name: 'production',
      type: 'awsecr',
      verifyTls: false,
      user: 'AKIAOTHER',
    });
    expect(
      (await engine.store.backend.update(ecr, { ...change, name: 'n', verifyTls: true }, { validate: true }))[0],
    ).toMatchObject({ name: 'n', verifyTls: true });
  });

  it('hands out tokens of the new identity from then on', async () => {
    await engine.store.backend.add(given(), accepted);
    await engine.store.backend.update(ecr, change, { validate: true });
    expect((await engine.store.credential(ecr)).password.reveal()).toBe('token 2');
  });

  it('never hands out a token of the old identity, even when the new one gets none', async () => {
    await engine.store.backend.add(given(), accepted);
    engine.aws = () => Promise.reject(refusal());
    await engine.store.backend.update(ecr, change, { validate: false });
    expect(await engine.store.tokenState(ecr)).toEqual({ state: 'none', expiresAt: undefined });
    await expect(engine.store.credential(ecr)).rejects.toThrow('AccessDeniedException');
  });

  it('cannot slip past the closed gate', async () => {
    await engine.store.backend.add(given(), accepted);
    const before = engine.contents();
    for (const fields of [
      { user: 'awsauto' },
      { secret: new Secret('awsauto') },
      { user: '_iam_role', secret: new Secret('arn:aws:iam::1:role/r') },
    ]) {
      await expect(
        engine.store.backend.update(ecr, { ...change, ...fields }, { validate: false }),
      ).rejects.toMatchObject({ httpCode: 406 });
    }
    expect(engine.contents()).toEqual(before);
  });

  it('leaves record and token as they were when it is refused', async () => {
    await engine.store.backend.add(given(), accepted);
    const before = engine.contents();
    engine.aws = () => Promise.reject(refusal());
    await expect(engine.store.backend.update(ecr, change, { validate: true })).rejects.toThrow();
    expect(engine.contents()).toEqual(before);
  });

  it('of what is not there is not found', async () => {
    const expected = { message: 'could not find existing registry to update', httpCode: 404, exitCode: 1 };
    await expect(engine.store.backend.update(ecr, change, { validate: true })).rejects.toMatchObject(expected);
  });

  it('of what is deleted meanwhile is not found, and nothing comes back', async () => {
    await engine.store.backend.add(given(), accepted);
    engine.registry = () => engine.store.backend.delete(ecr);
    await expect(engine.store.backend.update(ecr, change, { validate: true })).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await engine.store.backend.list()).toEqual([]);
  });
});

describe('delete', () => {
  it('forgets the record and its token', async () => {
    await engine.store.backend.add(given(), accepted);
    await engine.store.backend.delete(ecr);
    expect(await engine.store.backend.list()).toEqual([]);
    expect(await engine.store.tokenState(ecr)).toEqual({ state: 'none', expiresAt: undefined });
    await expect(engine.store.backend.delete(ecr)).rejects.toMatchObject({ kind: 'not-found', exitCode: 1 });
  });
});
