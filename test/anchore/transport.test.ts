import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AnchoreRequest, AnchoreTransport } from '../../src/anchore/transport.js';
import { HttpFailure } from '../../src/http/http-failure.js';
import { Secret } from '../../src/secret.js';
import { type ClientOptions, transportOptions } from '../support/loopback-anchore-client.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';

describe('requests to an Anchore API', () => {
  let api: LoopbackAnchore;
  let other: LoopbackAnchore;

  beforeEach(async () => {
    api = await startLoopbackAnchore();
    other = await startLoopbackAnchore();
  });

  afterEach(async () => {
    await api.close();
    await other.close();
  });

  function transport(options: ClientOptions = {}): AnchoreTransport {
    return new AnchoreTransport(transportOptions(api, options));
  }

  function request(fields: Partial<AnchoreRequest> = {}): AnchoreRequest {
    return { method: 'GET', url: new URL(`${api.origin}/v1/registries`), ...fields };
  }

  it('carry user and password as basic auth in UTF-8, and the headers of anchore-cli', async () => {
    await transport({ settings: { user: 'søren', password: new Secret('pässwörd:€'), account: 'team' } }).send(
      request(),
    );
    expect(api.wire[0]?.headers).toEqual({
      authorization: `Basic ${Buffer.from('søren:pässwörd:€').toString('base64')}`,
      account: 'team',
      contentType: 'application/json',
    });
  });

  it.each(['a\r\nx-evil: 1', 'tëam', '', '\u0000'])('are not made for the account %j', (account) => {
    expect(() => transport({ settings: { account } })).toThrow('not an Anchore account');
    expect(api.wire).toHaveLength(0);
  });

  it.each(['GET', 'PUT', 'DELETE'] as const)('are tried three times when %s is broken off', async (method) => {
    api.fail({ on: 'registries', fault: { kind: 'cut' } });
    await expect(transport().send(request({ method }))).rejects.toBeInstanceOf(HttpFailure);
    expect(api.wire).toHaveLength(3);
  });

  it('are never sent twice when they add something', async () => {
    api.fail({ on: 'registries', fault: { kind: 'cut' } });
    await expect(transport().send(request({ method: 'POST', body: {} }))).rejects.toBeInstanceOf(HttpFailure);
    expect(api.wire).toHaveLength(1);
  });

  it.each([502, 503, 504])('are tried again after a gateway says %i', async (status) => {
    api.fail({ on: 'registries', times: 2, fault: { kind: 'reply', status, body: '' } });
    const answer = await transport().send(request());
    expect([answer.status, answer.attempts]).toEqual([200, 3]);
  });

  it('hand out the last answer when a gateway does not recover', async () => {
    api.fail({ on: 'registries', fault: { kind: 'reply', status: 503, body: 'busy' } });
    const answer = await transport().send(request());
    expect([answer.status, answer.body, api.wire.length]).toEqual([503, 'busy', 3]);
  });

  it.each([401, 404, 500])('are not tried again after %i', async (status) => {
    api.fail({ on: 'registries', fault: { kind: 'reply', status, body: '' } });
    const answer = await transport().send(request());
    expect([answer.status, answer.attempts, api.wire.length]).toEqual([status, 1, 1]);
  });

  it('end within their bound when nothing answers, retries included', async () => {
    api.fail({ on: 'registries', fault: { kind: 'silent' } });
    const failure = await transport({ timeoutMs: 150 })
      .send(request())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'HttpFailure', reason: 'timeout' });
    expect(api.wire).toHaveLength(1);
  });

  it('end in the pause before a retry when the bound is over', async () => {
    api.fail({ on: 'registries', fault: { kind: 'cut' } });
    const failure = await transport({ timeoutMs: 150 })
      .send(request())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'HttpFailure', reason: 'timeout' });
  });

  it('end at once when the user gives up', async () => {
    api.fail({ on: 'registries', fault: { kind: 'silent' } });
    const interruption = new AbortController();
    const sent = transport({ interrupted: interruption.signal }).send(request());
    interruption.abort();
    await expect(sent).rejects.toMatchObject({ reason: 'aborted' });
  });

  it.each([301, 302, 307, 308])('follow %i on the same host, with credentials', async (status) => {
    api.fail({
      on: 'registries',
      times: 1,
      fault: { kind: 'reply', status, headers: { location: '/v1/registries' }, body: '' },
    });
    const answer = await transport().send(request());
    expect(answer.status).toBe(200);
    expect(api.wire.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, true]);
  });

  it.each([301, 302, 303, 307, 308])(
    'never reach another host after %i, with or without credentials',
    async (status) => {
      api.fail({
        on: 'registries',
        fault: { kind: 'reply', status, headers: { location: `${other.origin}/v1/registries` }, body: '' },
      });
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
        await expect(transport().send(request({ method }))).rejects.toThrow('the credentials were not sent there');
      }
      expect(other.wire).toHaveLength(0);
      expect(api.wire).toHaveLength(4);
    },
  );

  it('stop after five redirects in a circle', async () => {
    api.fail({
      on: 'registries',
      fault: { kind: 'reply', status: 302, headers: { location: '/v1/registries' }, body: '' },
    });
    await expect(transport().send(request())).rejects.toThrow('redirects more than 5 times');
    expect(api.wire).toHaveLength(6);
  });

  it('say on --debug what was asked and answered, without a secret', async () => {
    const lines: string[] = [];
    api.fail({ on: 'registries', times: 1, fault: { kind: 'cut' } });
    await transport({
      debug: (line) => {
        lines.push(line);
      },
    }).send(request({ method: 'PUT', body: { registry_pass: 's3cret-canary' } }));
    expect(lines).toEqual([
      `PUT ${api.origin}/v1/registries: connection closed before the answer was complete`,
      `PUT ${api.origin}/v1/registries: HTTP 405`,
    ]);
  });
});
