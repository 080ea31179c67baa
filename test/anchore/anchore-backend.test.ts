import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import { backendFor, change, newRegistry } from '../support/loopback-anchore-client.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';

const validated = { validate: true };
const added = { validate: true, replace: false };

async function failure(promise: Promise<unknown>): Promise<TsRegError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TsRegError) return error;
  throw new Error(`no TsRegError: ${String(error)}`);
}

describe.each(['v1', 'v2'] as const)('a remote Anchore deployment, API %s', (version) => {
  let api: LoopbackAnchore;

  beforeEach(async () => {
    api = await startLoopbackAnchore();
  });

  afterEach(async () => {
    await api.close();
  });

  const backend = (): ReturnType<typeof backendFor> =>
    backendFor(api, { settings: { url: `${api.origin}/${version}` } });
  const requests = (): readonly string[] =>
    api.wire.map(({ method, path, query }) => `${method} ${path}${query && `?${query}`}`);

  it('adds, lists, gets, updates and deletes', async () => {
    const one = backend();
    const [view] = await one.add(newRegistry({ registry: 'new.example.com:5000' }), added);
    expect(view).toMatchObject({
      registry: 'new.example.com:5000',
      name: 'new.example.com:5000',
      user: 'ci',
      verifyTls: true,
      createdAt: '2026-01-02T03:04:05Z',
    });
    expect(await one.list()).toEqual([view]);
    expect(await one.get('new.example.com:5000')).toEqual([view]);
    const [changed] = await one.update('new.example.com:5000', change({ user: 'other' }), validated);
    expect(changed).toMatchObject({
      user: 'other',
      createdAt: '2026-01-02T03:04:05Z',
      updatedAt: '2026-01-02T03:04:06Z',
    });
    await one.delete('new.example.com:5000');
    expect(await one.list()).toEqual([]);
  });

  it('is asked once whether it is there, however many commands follow', async () => {
    const one = backend();
    await one.list();
    await one.list();
    expect(requests()).toEqual([`GET /${version}`, `GET /${version}/registries`, `GET /${version}/registries`]);
  });

  it('gets the fields of anchore-cli and its spelling of the flag', async () => {
    await backend().add(newRegistry({ name: 'Häfen', verifyTls: false }), { validate: false, replace: false });
    expect(requests()[1]).toBe(`POST /${version}/registries?validate=False`);
    expect(JSON.stringify(api.wire[1]?.body)).toBe(
      '{"registry":"new.example.com","registry_user":"ci","registry_pass":"s3cret-canary","registry_type":"docker_v2","registry_verify":false,"registry_name":"Häfen"}',
    );
  });

  it('keeps type, name and TLS rule when an update does not give them', async () => {
    const one = backend();
    await one.add(newRegistry({ type: 'awsecr', name: 'production', verifyTls: false }), added);
    await one.update('new.example.com', change(), validated);
    expect(api.wire.at(-1)?.body).toMatchObject({
      registry_type: 'awsecr',
      registry_name: 'production',
      registry_verify: false,
    });
    await one.update('new.example.com', change({ type: 'docker_v2', name: 'test', verifyTls: true }), validated);
    expect(api.wire.at(-1)?.body).toMatchObject({
      registry_type: 'docker_v2',
      registry_name: 'test',
      registry_verify: true,
    });
  });

  it('refuses a second add, and takes it with --replace', async () => {
    const one = backend();
    await one.add(newRegistry(), added);
    const error = await failure(one.add(newRegistry(), added));
    expect([error.message, error.kind, error.exitCode, error.httpCode]).toEqual([
      'registry already exists in DB',
      'conflict',
      2,
      500,
    ]);
    const [view] = await one.add(newRegistry({ user: 'new' }), { validate: true, replace: true });
    expect(view?.user).toBe('new');
  });

  it('says that an unknown registry is unknown', async () => {
    const unknown = await failure(backend().get('nowhere.example.com'));
    expect([unknown.message, unknown.exitCode, unknown.httpCode, unknown.detail]).toEqual([
      'registry not found in DB',
      1,
      404,
      { error_codes: [] },
    ]);
    const update = await failure(backend().update('nowhere.example.com', change(), validated));
    expect([update.message, update.exitCode, update.httpCode]).toEqual([
      'could not find existing registry to update',
      1,
      404,
    ]);
  });

  it('passes on why a registry was refused', async () => {
    const gate = await failure(backend().add(newRegistry({ user: 'awsauto', secret: new Secret('awsauto') }), added));
    expect([gate.message, gate.exitCode, gate.httpCode]).toEqual([
      "'awsauto' is not enabled in service configuration",
      1,
      406,
    ]);
    const ping = await failure(backend().add(newRegistry({ secret: new Secret('wrong-password') }), added));
    expect(ping.message).toMatch(/^cannot ping supplied registry with supplied credentials - exception: /);
  });

  it('is not sent what it cannot keep', async () => {
    for (const location of [
      { region: 'eu-west-1' },
      { account: '123456789012' },
      { endpoint: 'https://ecr.example.com' },
    ]) {
      const [field] = Object.keys(location);
      expect((await failure(backend().add(newRegistry({ location }), added))).hint).toContain(`--${field}`);
      expect((await failure(backend().update('a', change({ location }), validated))).exitCode).toBe(2);
    }
    expect(api.wire).toHaveLength(0);
  });

  it('serves the account that was asked for', async () => {
    const team = backendFor(api, { settings: { url: `${api.origin}/${version}`, account: 'team' } });
    await team.add(newRegistry(), added);
    expect(await team.list()).toHaveLength(1);
    expect(await backend().list()).toEqual([]);
  });

  it('may hold 10,000 registries with names from all over the world', async () => {
    const records = Array.from({ length: 10_000 }, (_, index) => ({
      registry: `r${index}.example.com`,
      registry_name: `港 ${index} 🐳`,
    }));
    api[version].seed('admin', records);
    const views = await backend().list();
    expect(views.map(({ registry, name }) => ({ registry, registry_name: name }))).toEqual(records);
  });
});

describe('a remote Anchore deployment in trouble', () => {
  let api: LoopbackAnchore;

  beforeEach(async () => {
    api = await startLoopbackAnchore();
  });

  afterEach(async () => {
    await api.close();
  });

  it('that answers with a page is no list of registries', async () => {
    api.fail({
      on: 'registries',
      fault: { kind: 'reply', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
    });
    const error = await failure(backendFor(api).list());
    expect([error.message, error.exitCode]).toEqual([`${api.origin}/v1/registries did not answer with registries`, 2]);
  });

  it('that breaks off an add may have done it, and says so', async () => {
    api.fail({ on: 'registries', times: 1, fault: { kind: 'cut-after-write' } });
    const error = await failure(backendFor(api).add(newRegistry(), added));
    expect([error.exitCode, error.hint]).toEqual([
      2,
      'the request may have succeeded; check with: ts-reg registry list',
    ]);
    expect(await backendFor(api).list()).toHaveLength(1);
  });

  it('that breaks off a deletion it has done does not make it fail', async () => {
    api.v2.seed('admin', [{ registry: 'a' }]);
    api.fail({ on: 'registries', times: 1, fault: { kind: 'cut-after-write' } });
    await expect(backendFor(api, { settings: { url: `${api.origin}/v2` } }).delete('a')).resolves.toBeUndefined();
  });

  it('that does not answer ends with the method, the address and the time', async () => {
    api.fail({ on: 'registries', fault: { kind: 'silent' } });
    const error = await failure(backendFor(api, { timeoutMs: 200 }).list());
    expect([error.message, error.exitCode]).toEqual([
      `GET ${api.origin}/v1/registries: no complete answer within the time limit`,
      2,
    ]);
  });

  it('whose password is wrong gets no second request', async () => {
    const error = await failure(
      backendFor(api, { settings: { password: new Secret('wrong') } }).add(newRegistry(), added),
    );
    expect([error.kind, error.exitCode]).toEqual(['unauthorized', 2]);
    expect(api.wire).toHaveLength(1);
  });

  it("never has its password, or a registry's, in an error", async () => {
    const echo = JSON.stringify({
      message: 'got foobar and s3cret-canary',
      detail: { authorization: `Basic ${Buffer.from('admin:foobar').toString('base64')}` },
    });
    api.fail({ on: 'registries', fault: { kind: 'reply', status: 500, body: echo } });
    for (const attempt of [
      backendFor(api).list(),
      backendFor(api).add(newRegistry(), added),
      backendFor(api).delete('a'),
    ]) {
      const error = await failure(attempt);
      expect(JSON.stringify([error.message, error.detail, error.hint, error.stack])).not.toMatch(
        /foobar|YWRtaW46Zm9vYmFy/,
      );
    }
    const error = await failure(backendFor(api).add(newRegistry(), added));
    expect(error.message).not.toContain('canary');
  });
});
