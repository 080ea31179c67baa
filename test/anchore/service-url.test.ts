import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registryUrl, serviceAddress } from '../../src/anchore/service-url.js';

describe('the address of an Anchore service', () => {
  it.each([
    ['http://anchore.example.com:8228/v1', undefined, '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1/', undefined, '/v1/', '/v1/registries'],
    ['http://anchore.example.com:8228/v2', undefined, '/v2', '/v2/registries'],
    ['https://anchore.example.com/behind/a/proxy/v1', undefined, '/behind/a/proxy/v1', '/behind/a/proxy/v1/registries'],
    ['http://anchore.example.com:8228', undefined, '/', '/registries'],
    ['http://anchore.example.com:8228', '2', '/v2', '/v2/registries'],
    ['http://anchore.example.com:8228/', 'v1', '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1', 'v2', '/v2', '/v2/registries'],
    ['http://anchore.example.com:8228/v2', '1.0', '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1', '0.9.4', '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1', '2.4.1', '/v1', '/v1/registries'],
  ])('of %s with --api-version %s is %s, %s', (url, version, liveness, registries) => {
    const address = serviceAddress(url, version);
    expect(address.liveness.pathname).toBe(liveness);
    expect(address.registries.pathname).toBe(registries);
  });
});

describe('the address of a registry', () => {
  const address = serviceAddress('http://anchore.example.com:8228/v1', undefined);

  it.each([
    ['registry.example.com:5000', 'registry.example.com%3A5000'],
    ['docker.io/library/*', 'docker.io%2Flibrary%2F%2A'],
    ['a b?c#d%e~f', 'a%20b%3Fc%23d%25e~f'],
    ["it's(1)!", 'it%27s%281%29%21'],
    ['\u{1f433}', '%F0%9F%90%B3'],
  ])('percent-encodes %s as Python does', (name, encoded) => {
    expect(registryUrl(address, name).href).toBe(`http://anchore.example.com:8228/v1/registries/${encoded}`);
  });

  it.each(['', '.', '..'])('refuses %j, which would lead elsewhere', (name) => {
    expect(() => registryUrl(address, name)).toThrow(`invalid input registry name: '${name}'`);
  });

  it('is always one step below the registries, and gives the name back', () => {
    const point = fc
      .integer({ min: 0, max: 0x10_f7ff })
      .map((rank) => String.fromCodePoint(rank < 0xd800 ? rank : rank + 0x800));
    fc.assert(
      fc.property(fc.string({ unit: point, minLength: 1 }), (name) => {
        fc.pre(name !== '.' && name !== '..');
        const url = registryUrl(address, name);
        const [root, version, resource, encoded, ...rest] = url.pathname.split('/');
        expect([root, version, resource, rest, url.search, url.hash, url.origin]).toEqual([
          '',
          'v1',
          'registries',
          [],
          '',
          '',
          'http://anchore.example.com:8228',
        ]);
        expect(decodeURIComponent(encoded ?? '')).toBe(name);
      }),
    );
  });
});
