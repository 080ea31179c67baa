/** Redirects: followed where they are harmless, and never with a credential to another origin. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../support/loopback-registry-faults.js';
import { startLoopbackProxy } from '../support/loopback-registry-proxy.js';
import type { LoopbackRegistry } from '../support/loopback-registry.js';
import { canary, PingFixture, received, resolver } from './ping-fixture.js';

let fixture: PingFixture;
beforeAll(async () => {
  fixture = await PingFixture.create();
});
afterEach(() => fixture.close());

const statuses = [301, 302, 303, 307, 308];
const redirect = (status: number, location: string): Fault => ({ kind: 'answer', status, headers: { location } });

describe('with a password', () => {
  /** Where the redirect leads: the trap records whatever arrives. */
  const targets: [string, (trap: LoopbackRegistry, plainTrap: LoopbackRegistry) => string][] = [
    ['another host', (trap) => `https://localhost:${trap.port}/v2/`],
    ['another port', (trap) => `${trap.origin}/v2/`],
    ['a protocol-relative host', (trap) => `//localhost:${trap.port}/v2/`],
    ['plain http', (_, plainTrap) => `${plainTrap.origin}/v2/`],
    ['a host with a user name', (trap) => `https://x:y@localhost:${trap.port}/v2/`],
    ['a metadata address', () => 'https://169.254.169.254/v2/'],
    ['another scheme', () => 'ftp://registry.example.com/v2/'],
    ['no URL', () => 'https://[/'],
  ];
  const stages: [string, 'basic' | 'bearer', string][] = [
    ['the first question', 'basic', '/v2/'],
    ['the question with the password', 'basic', '/v2/ authorized'],
    ['the token server', 'bearer', '/token'],
  ];

  describe.each(stages)('%s redirected', (_stage, authentication, path) => {
    it.each(targets)(
      'to %s is refused with every status, and 0 bytes of the password leave',
      async (_target, location) => {
        const traps = await Promise.all([
          fixture.startTls({ authentication: 'none' }),
          fixture.start({ authentication: 'none' }),
        ]);
        for (const status of statuses) {
          const registry = await fixture.startTls({
            authentication,
            faults: { [path]: redirect(status, location(...traps)) },
          });
          expect(await fixture.refusal(registry.authority)).toMatch(
            /^redirects to https?:\/\/\S+, and credentials are not sent there$|redirects to an invalid URL$/,
          );
        }
        for (const trap of traps) {
          expect(trap.connections()).toBe(0);
          expect(received(trap)).not.toMatch(canary);
        }
      },
    );
  });

  it('to a subdomain or the parent domain is refused just as well', async () => {
    for (const other of ['sub.registry.example.com', 'example.com']) {
      const registry = await fixture.startTls({ faults: { '/v2/': redirect(307, `https://${other}/v2/`) } });
      const proxy = await startLoopbackProxy({ routes: { 'registry.example.com:443': registry.port } });
      fixture.closeLater(proxy);
      const reason = await fixture.refusal('registry.example.com', { environment: { HTTPS_PROXY: proxy.origin } });
      expect(reason).toBe(`redirects to https://${other}, and credentials are not sent there`);
      expect(proxy.tunnels.map((tunnel) => tunnel.target)).toEqual(['registry.example.com:443']);
    }
  });

  it('within the origin is followed, password and all', async () => {
    const registry = await fixture.startTls({ faults: { '/v2/': redirect(308, '/v2/there') } });
    await fixture.ping(registry.authority);
    expect(registry.requests.map((request) => request.path)).toEqual(['/v2/', '/v2/there', '/v2/', '/v2/there']);
  });

  it('more than 5 times is too often', async () => {
    const registry = await fixture.startTls({ faults: { '/v2/': redirect(302, '/v2/') } });
    expect(await fixture.refusal(registry.authority)).toBe('redirects more than 5 times');
    expect(registry.requests).toHaveLength(6);
  });

  it('a redirect without a target is an answer like any other', async () => {
    const registry = await fixture.startTls({ faults: { '/v2/': { kind: 'answer', status: 302 } } });
    expect(await fixture.refusal(registry.authority)).toMatch(/^not a Docker V2 registry: .* HTTP 302$/);
  });
});

describe('without a password', () => {
  const anonymous = { credential: undefined };

  it('another origin is followed: there is nothing to lose', async () => {
    const upstream = await fixture.startTls({ authentication: 'bearer', allowsAnonymous: true });
    const registry = await fixture.startTls({
      faults: { '/v2/': redirect(307, `https://localhost:${upstream.port}/v2/`) },
    });
    await fixture.ping(registry.authority, anonymous);
  });

  it('but not from https to plain http', async () => {
    const proxied = await fixture.startTls({ faults: { '/v2/': redirect(307, 'http://other.example.com/v2/') } });
    const lookup = resolver({ 'registry.example.com': () => '127.0.0.1' });
    expect(await fixture.refusal(`registry.example.com:${proxied.port}`, { ...anonymous, lookup })).toBe(
      'redirects from https to plain http, at other.example.com',
    );
  });

  it.each(['169.254.169.254', '127.0.0.1:1', 'localhost', '[::ffff:a9fe:a9fe]', '0.0.0.0', '2852039166'])(
    'nor to %s',
    async (host) => {
      const registry = await fixture.startTls({ faults: { '/v2/': redirect(307, `https://${host}/v2/`) } });
      const lookup = resolver({ 'registry.example.com': () => '127.0.0.1' });
      expect(await fixture.refusal(`registry.example.com:${registry.port}`, { ...anonymous, lookup })).toMatch(
        /^redirects to \S+, where no registry is$|redirects to an invalid URL$/,
      );
    },
  );
});
