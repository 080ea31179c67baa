/**
 * AWS secrets and ECR tokens go to AWS alone: what is refused before anybody is asked, when it is stored and at each
 * use.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { parseServerAddress } from '../../src/registry/server-address.js';
import { Secret } from '../../src/secret.js';
import { accepted, ecr, type Engine, given, hour, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

const mistyped = '123456789012.dkr.ecr.us-east-1.amazonaws.co';
const localStack = '000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566';
const docker = { type: 'docker_v2', user: 'ci', secret: 'p' } as const;
const key = { user: 'AKIAIOSFODNN7EXAMPLE', secret: 'secret-key' } as const;
/** `AWS` and its token as docker gets it from `aws ecr get-login-password`. */
const token = (expiration: number): string =>
  Buffer.from(JSON.stringify({ payload: 'x', datakey: 'y', version: '2', type: 'DATA_KEY', expiration })).toString(
    'base64',
  );

async function refusal(act: Promise<unknown>): Promise<TsRegError> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TsRegError) return error;
  throw new Error('nothing was refused');
}

function nobodyWasAsked(): void {
  expect([engine.exchanges, engine.pings]).toEqual([[], []]);
}

/** As a version wrote it that had no such rules, or as another machine did. */
async function stored(fields: Partial<OpenRecord> = {}): Promise<OpenRecord> {
  const record: OpenRecord = {
    registry: 'r.example.com',
    name: 'r',
    type: 'docker_v2',
    user: key.user,
    secret: new Secret(key.secret),
    verifyTls: true,
    origin: 'add',
    location: {},
    createdAt: engine.now,
    updatedAt: engine.now,
    version: 1,
    ...fields,
  };
  await engine.dependencies.records.insert(record);
  return record;
}

describe('a mistyped ECR host is refused with the one that was meant', () => {
  it.each([
    [mistyped, ecr],
    ['1234-5678-9012.dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['123456789012.dkrecr.us-east-1.amazonaws.com', ecr],
    [`${mistyped}:443/team/app`, `${ecr}:443/team/app`],
    [`${mistyped}/team/*`, `'${ecr}/team/*'`],
  ])('%s', async (registry, meant) => {
    for (const options of [accepted, unchecked, { ...unchecked, replace: true }]) {
      for (const identity of [
        key,
        { user: 'ci', secret: 'p' },
        { user: '', secret: '' },
        { user: 'AWS', secret: token(1) },
      ]) {
        const error = await refusal(
          engine.store.backend.add(given({ registry, type: 'docker_v2', ...identity }), options),
        );
        expect([error.kind, error.httpCode, error.hint]).toEqual([
          'refused',
          406,
          `ts-reg registry add ${meant} ${identity.user === '' ? 'USER' : identity.user}`,
        ]);
      }
    }
    nobodyWasAsked();
    expect(engine.contents().size).toBe(0);
  });

  it('a chosen type stores it for an ordinary user, never for one of AWS', async () => {
    for (const user of [key.user, 'ASIA1', '_aws_profile', 'AWS']) {
      for (const type of ['docker_v2', 'awsecr'] as const) {
        await refusal(
          engine.store.backend.add(
            given({
              registry: mistyped,
              type,
              user,
              secret: 'x',
              isTypeChosen: true,
              location: { region: 'us-east-1' },
            }),
            accepted,
          ),
        );
      }
    }
    nobodyWasAsked();
    expect(
      await engine.store.backend.add(given({ registry: mistyped, ...docker, isTypeChosen: true }), accepted),
    ).toHaveLength(1);
    expect(
      await engine.store.backend.update(
        mistyped,
        { user: 'ci', secret: new Secret('q'), name: undefined, type: undefined, verifyTls: undefined, location: {} },
        accepted,
      ),
    ).toHaveLength(1);
    expect(
      (
        await refusal(
          engine.store.backend.update(
            mistyped,
            {
              user: key.user,
              secret: new Secret('q'),
              name: undefined,
              type: undefined,
              verifyTls: undefined,
              location: {},
            },
            accepted,
          ),
        )
      ).hint,
    ).toContain(ecr);
    expect(engine.pings).toHaveLength(2);
  });

  it('a hostile user name is no part of the hint', async () => {
    const error = await refusal(
      engine.store.backend.add(given({ registry: mistyped, type: 'docker_v2', user: '$(touch pwned);x' }), accepted),
    );
    expect(error.hint).toBe(`ts-reg registry add ${ecr} USER`);
  });

  it('names of others are stored', async () => {
    for (const registry of [
      localStack,
      'vpce-0a1b.dkr.ecr.us-east-1.vpce.amazonaws.com',
      'ecr.mirror.example.com',
      `${ecr}.evil.com`,
    ]) {
      await engine.store.backend.add(given({ registry, ...docker }), accepted);
    }
    expect(engine.pings).toHaveLength(4);
  });
});

describe('an AWS identity with another type than awsecr', () => {
  const identities = [
    key,
    { user: 'ASIAIOSFODNN7EXAMPLE', secret: 's' },
    { user: 'AKIAX', secret: 's' },
    { user: ' AKIAIOSFODNN7EXAMPLE ', secret: 's' },
    { user: '_iam_role', secret: 'arn' },
    { user: '_aws_profile', secret: 'dev' },
  ];

  it.each(identities)('is refused by add and update, a chosen docker_v2 included: $user', async (identity) => {
    await engine.store.backend.add(given({ registry: 'old.example.com', ...docker }), unchecked);
    const before = engine.contents();
    for (const registry of ['r.example.com', ecr, localStack]) {
      for (const options of [accepted, unchecked, { ...accepted, replace: true }]) {
        const error = await refusal(
          engine.store.backend.add(given({ registry, type: 'docker_v2', isTypeChosen: true, ...identity }), options),
        );
        expect([error.kind, error.httpCode, error.message]).toEqual([
          'refused',
          406,
          `${registry}: ${identity.user.trim()} is an AWS identity, and its secret is never sent to a registry of type docker_v2`,
        ]);
        expect(error.hint).toMatch(
          /^ts-reg registry add \S+ \S+ --registry-type awsecr(?: --region (?:us-east-1|REGION))?$/,
        );
      }
    }
    const change = {
      user: identity.user,
      secret: new Secret(identity.secret),
      name: undefined,
      verifyTls: undefined,
      location: {},
    };
    for (const type of ['docker_v2', undefined] as const)
      await refusal(engine.store.backend.update('old.example.com', { ...change, type }, accepted));
    nobodyWasAsked();
    expect(engine.contents()).toEqual(before);
  });

  it.each([
    'AKIA',
    'AKIAlower',
    'AKIA-1',
    'akiaiosfodnn7example',
    'XAKIAIOSFODNN7',
    'awsauto2',
    'aws',
    'AIDAIOSFODNN7EXAMPLE',
  ])('is no mere likeness: %s', async (user) => {
    await engine.store.backend.add(given({ registry: 'r.example.com', ...docker, user }), accepted);
    expect(engine.pings).toHaveLength(1);
  });

  it('awsauto is refused in the words of anchore-engine while the gate is closed, for every type', async () => {
    const auto = { registry: 'r.example.com', user: 'awsauto', secret: 'awsauto', isTypeChosen: true } as const;
    for (const type of ['docker_v2', 'awsecr'] as const) {
      expect((await refusal(engine.store.backend.add(given({ ...auto, type }), accepted))).message).toBe(
        "'awsauto' is not enabled in service configuration",
      );
    }
    const record = await stored({ user: 'awsauto', secret: new Secret('awsauto') });
    expect((await refusal(engine.store.keychain.credentialOf(record))).message).toBe(
      "'awsauto' is not enabled in service configuration",
    );
    engine.gate.allowed = true;
    expect(
      (await refusal(engine.store.backend.add(given({ ...auto, type: 'docker_v2' }), accepted))).message,
    ).toContain('AWS identity');
    expect((await refusal(engine.store.keychain.credentialOf(record))).message).toContain('AWS identity');
    nobodyWasAsked();
  });

  it.each(identities)('is refused at every use of a record that is stored: $user', async ({ user, secret }) => {
    await stored({ user, secret: new Secret(secret) });
    await stored({ registry: 'fine.example.com', user: 'ci' });
    const refused = { kind: 'refused', httpCode: 406 };
    expect(await refusal(engine.store.credential('r.example.com'))).toMatchObject(refused);
    for (const address of ['r.example.com', 'https://r.example.com/v2/', 'r.example.com/team/app']) {
      expect(await refusal(engine.store.keychain.get(parseServerAddress(address)))).toMatchObject(refused);
    }
    expect(await engine.store.check(['r.example.com'])).toMatchObject([{ error: refused }]);
    for (const force of [true, false]) {
      expect(await engine.store.refresh({ registries: [], force, onOutcome: () => undefined })).toMatchObject([
        { registry: 'r.example.com', outcome: 'failed', error: refused },
      ]);
    }
    // docker drops every credential when one listed address fails.
    expect([...(await engine.store.keychain.list()).keys()]).toEqual(['fine.example.com']);
    nobodyWasAsked();
  });

  it('is not stored by a login or an import, and never in the place of what is there', async () => {
    const identity = { username: key.user, password: new Secret(key.secret) };
    for (const origin of ['docker-login', 'import'] as const)
      await refusal(engine.store.keychain.store(parseServerAddress('r.example.com'), identity, origin));
    expect(engine.contents().size).toBe(0);
    await engine.store.backend.add(given(), accepted);
    const before = engine.contents();
    await engine.store.keychain.store(parseServerAddress(ecr), identity);
    expect(engine.contents()).toEqual(before);
  });
});

describe('on an ECR host', () => {
  const login = { username: 'AWS', password: new Secret('token of docker') };

  it('add takes the place of what only a docker login stored', async () => {
    await engine.store.keychain.store(parseServerAddress(ecr), login);
    expect(await engine.store.backend.add(given(), accepted)).toMatchObject([{ type: 'awsecr', user: key.user }]);
    expect(await engine.store.credential(ecr)).toMatchObject({ username: 'AWS' });
    await engine.store.keychain.erase(parseServerAddress(ecr));
    expect(await engine.store.backend.list()).toHaveLength(1);
  });

  it('a login that was imported too; but nothing that a person added, and nothing elsewhere', async () => {
    await engine.store.keychain.store(parseServerAddress(ecr), login, 'import');
    await engine.store.backend.add(given(), accepted);
    expect(await refusal(engine.store.backend.add(given(), accepted))).toMatchObject({ kind: 'conflict' });
    const other = given({ registry: 'r.example.com', ...docker });
    await engine.store.keychain.store(parseServerAddress('r.example.com'), login);
    expect(await refusal(engine.store.backend.add(other, accepted))).toMatchObject({ kind: 'conflict' });
  });

  it('a login stays when its replacement is refused', async () => {
    await engine.store.keychain.store(parseServerAddress(ecr), login);
    const before = engine.contents();
    engine.aws = () => Promise.reject(new Error('not reached'));
    await refusal(engine.store.backend.add(given({ user: 'AWS', secret: 'token' }), accepted));
    await expect(engine.store.backend.add(given(), accepted)).rejects.toThrow();
    expect(engine.contents()).toEqual(before);
  });

  it('what a person stores while the replacement is validated is kept', async () => {
    await engine.store.keychain.store(parseServerAddress(ecr), login);
    engine.registry = async () => {
      engine.registry = () => Promise.resolve();
      await engine.store.backend.add(given({ user: 'AKIAOTHER' }), { ...accepted, replace: true });
    };
    expect(await refusal(engine.store.backend.add(given(), accepted))).toMatchObject({ kind: 'conflict' });
    expect(await engine.store.backend.get(ecr)).toMatchObject([{ user: 'AKIAOTHER' }]);
  });

  it('update makes it awsecr, unless a person chose otherwise', async () => {
    const change = {
      user: key.user,
      secret: new Secret('s'),
      name: undefined,
      type: undefined,
      verifyTls: undefined,
      location: {},
    };
    await engine.store.keychain.store(parseServerAddress(ecr), login);
    expect(await engine.store.backend.update(ecr, change, accepted)).toMatchObject([{ type: 'awsecr' }]);
    await engine.store.keychain.erase(parseServerAddress(ecr));
    expect(await engine.store.backend.list()).toHaveLength(1);
    expect(
      await engine.store.backend.update(ecr, { ...change, user: 'ci', type: 'docker_v2' }, accepted),
    ).toMatchObject([{ type: 'docker_v2' }]);
    expect(await engine.store.backend.update(ecr, { ...change, user: 'ci' }, accepted)).toMatchObject([
      { type: 'docker_v2' },
    ]);
    expect(await engine.store.backend.update(ecr, change, accepted)).toMatchObject([{ type: 'awsecr' }]);
    for (const request of engine.pings) expect(request.credential?.password.reveal()).not.toBe('secret-key');
  });

  it('AWS and a token are refused with what to give instead, without a request', async () => {
    for (const user of ['AWS', ' AWS']) {
      const error = await refusal(
        engine.store.backend.add(given({ user, secret: token(engine.now / 1000 + 600) }), accepted),
      );
      expect(error.message).toContain(
        'ts-reg fetches and renews them itself, so give an access key id, awsauto, _iam_role or _aws_profile instead',
      );
      expect(error.hint).toBe(`ts-reg registry add ${ecr} ACCESS_KEY_ID`);
    }
    const behind = await refusal(
      engine.store.backend.add(
        given({ registry: 'images.example.com', user: 'AWS', location: { region: 'eu-west-1' }, isTypeChosen: true }),
        accepted,
      ),
    );
    expect(behind.hint).toBe(
      'ts-reg registry add images.example.com ACCESS_KEY_ID --registry-type awsecr --region REGION',
    );
    nobodyWasAsked();
  });

  it('a login works until its token ends, and says when it has', async () => {
    const end = engine.now + hour;
    const password = token(end / 1000);
    await engine.store.keychain.store(parseServerAddress(ecr), { username: 'AWS', password: new Secret(password) });
    expect(await engine.store.credential(ecr)).toMatchObject({ username: 'AWS', expiresAt: end });
    expect(await engine.store.loginState(ecr)).toEqual({ state: 'login', expiresAt: end });
    expect([...(await engine.store.keychain.list())]).toEqual([[ecr, 'AWS']]);
    engine.now = end;
    const error = await refusal(engine.store.keychain.get(parseServerAddress(`${ecr}/team/app`)));
    expect(error.message).toBe(
      `the docker login for ${ecr} expired at 2026-01-02T13:00:00Z; ts-reg renews ECR tokens itself once it has an AWS identity`,
    );
    expect(error.hint).toBe(`ts-reg registry add ${ecr} ACCESS_KEY_ID`);
    expect(await engine.store.loginState(ecr)).toEqual({ state: 'expired', expiresAt: end });
    expect((await engine.store.keychain.list()).size).toBe(0);
    expect(await engine.store.check([])).toMatchObject([{ error: { message: error.message } }]);
    // Logging in again makes it work again.
    await engine.store.keychain.store(parseServerAddress(ecr), {
      username: 'AWS',
      password: new Secret(token(end / 1000 + 60)),
    });
    expect(await engine.store.credential(ecr)).toMatchObject({ username: 'AWS' });
  });

  it('a token that does not say when it ends is left to the registry to judge, 12 hours are assumed', async () => {
    await engine.store.keychain.store(parseServerAddress(ecr), login);
    const end = engine.now + 12 * hour;
    expect(await engine.store.loginState(ecr)).toEqual({ state: 'login', expiresAt: end });
    engine.now = end + 1;
    expect(await engine.store.credential(ecr)).toMatchObject({ username: 'AWS', expiresAt: end });
    expect(await engine.store.loginState(ecr)).toEqual({ state: 'expired', expiresAt: end });
  });
});
