/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY mean what they mean to docker. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { proxyFor } from '../../src/http/proxy-settings.js';

const https = new URL('https://registry.example.com/v2/');
const http = new URL('http://registry.example.com/v2/');
const proxyUrl = (url: URL, environment: Record<string, string>): string | undefined =>
  proxyFor(url, environment)?.url.href;

describe('the variable for the scheme is used', () => {
  it.each([
    [https, { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    [https, { https_proxy: 'http://p:1' }, 'http://p:1/'],
    [https, { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' }, 'http://upper:1/'],
    [https, { HTTPS_PROXY: '', https_proxy: 'http://lower:1' }, 'http://lower:1/'],
    [https, { HTTP_PROXY: 'http://p:1' }, undefined],
    [http, { HTTP_PROXY: 'http://p:1' }, 'http://p:1/'],
    [http, { HTTPS_PROXY: 'http://p:1' }, undefined],
    [https, { HTTPS_PROXY: 'https://p' }, 'https://p/'],
    [https, { HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
    [https, { HTTPS_PROXY: '10.0.0.1:3128' }, 'http://10.0.0.1:3128/'],
    [https, {}, undefined],
  ])('%s with %j → %s', (url, environment, expected) => {
    expect(proxyUrl(url, environment)).toBe(expected);
  });
});

describe('NO_PROXY exempts', () => {
  it.each([
    ['registry.example.com', 'https://registry.example.com', true],
    ['example.com', 'https://registry.example.com', true],
    ['.example.com', 'https://registry.example.com', true],
    ['.example.com', 'https://example.com', false],
    ['*.example.com', 'https://registry.example.com', true],
    ['ample.com', 'https://registry.example.com', false],
    ['EXAMPLE.com', 'https://Registry.Example.COM', true],
    ['registry.example.com.', 'https://registry.example.com', true],
    ['registry.example.com', 'https://registry.example.com.', true],
    ['a.example, registry.example.com ,b', 'https://registry.example.com', true],
    ['*', 'https://anything.example', true],
    ['registry.example.com:443', 'https://registry.example.com', true],
    ['registry.example.com:5000', 'https://registry.example.com', false],
    ['registry.example.com:5000', 'https://registry.example.com:5000', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['10.1.2.3:443', 'https://10.1.2.3', true],
    ['10.1.2.3:444', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['2001:db8::1', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:443', 'https://[2001:db8:0::1]', true],
    ['2001:DB8:0:0::1', 'https://[2001:db8::1]', true],
    ['2001:db8::/32', 'https://[2001:db8::99]', true],
    ['::ffff:10.1.2.3', 'https://10.1.2.3', true],
    ['', 'https://registry.example.com', false],
    [',,', 'https://registry.example.com', false],
    [':443', 'https://registry.example.com', false],
  ])('NO_PROXY=%s, %s: %s', (noProxy, url, exempt) => {
    expect(proxyUrl(new URL(url), { HTTPS_PROXY: 'http://p:1', NO_PROXY: noProxy })).toBe(
      exempt ? undefined : 'http://p:1/',
    );
  });

  it('is read in lower case too', () => {
    expect(proxyUrl(https, { HTTPS_PROXY: 'http://p:1', no_proxy: 'example.com' })).toBeUndefined();
  });

  it('is not needed for this machine, which is never proxied', () => {
    for (const host of [
      'localhost',
      'localhost.',
      '127.0.0.1',
      '127.9.9.9',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '2130706433',
    ]) {
      expect(proxyUrl(new URL(`https://${host}:5000/`), { HTTPS_PROXY: 'http://p:1' })).toBeUndefined();
    }
  });
});

describe('a proxy with a password', () => {
  it('has it decoded into a header and out of the URL', () => {
    const proxy = proxyFor(https, { HTTPS_PROXY: 'http://me:p%40ss@p:1' });
    expect(proxy?.url.href).toBe('http://p:1/');
    expect(proxy?.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });
});

describe('a variable that holds no proxy', () => {
  it.each(['socks5://p:1', 'ftp://p', 'http://', 'http://bad%zz:x@p', 'http://p:99999', '://'])(
    'is refused by name: %s',
    (value) => {
      expect(() => proxyFor(https, { HTTPS_PROXY: value })).toThrow(TsRegError);
      expect(() => proxyFor(https, { HTTPS_PROXY: value })).toThrow(/HTTPS_PROXY/);
    },
  );

  it('is never repeated, since it may hold a password', () => {
    try {
      proxyFor(https, { HTTPS_PROXY: 'socks5://me:hunter2@p:1' });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });
});

it('takes any text in NO_PROXY without an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.ipV6().map((ip) => `[${ip}]:1`),
      ),
      (noProxy) => {
        proxyFor(https, { HTTPS_PROXY: 'http://p:1', NO_PROXY: noProxy });
      },
    ),
    { numRuns: 2_000 },
  );
});

describe('a URL that programs read differently', () => {
  it.each([
    'http://user:p#ss@proxy.example.com:3128',
    'http://user:p/ss@proxy.example.com:3128',
    'http://user:p?ss@proxy.example.com:3128',
    'http://user:p@ss@proxy.example.com:3128',
    'http://user:p\\ss@proxy.example.com:3128',
    'http:\\\\proxy.example.com:3128',
    'http:///proxy.example.com:3128',
    'http://pro\txy.example.com:3128',
    'http://2130706433:3128',
    'http://0x7f.1:3128',
    'http://pr%6fxy.example.com:3128',
    'http://ｐroxy.example.com:3128',
    'user:p#ss@proxy.example.com:3128',
  ])('%j is refused by the name of its variable', (value) => {
    for (const name of ['HTTPS_PROXY', 'https_proxy']) {
      expect(() => proxyFor(https, { [name]: value })).toThrow(
        expect.objectContaining({
          kind: 'usage',
          message: expect.stringMatching(new RegExp(`^(?:user name or password in )?${name} `)) as string,
          hint: `export ${name}=http://USER:PASSWORD@PROXY:PORT`,
        }) as Error,
      );
    }
  });

  it.each([
    'http://proxy.example.com:3128/',
    'proxy.example.com:3128',
    'http://user:p%23%2F%40ss@PROXY.example.com:3128',
    'http://[::1]:3128',
    'http://proxy_1:3128',
    'http://192.0.2.1:3128/path?x',
  ])('%j is read alike', (value) => {
    expect(proxyFor(https, { HTTPS_PROXY: value })).toBeDefined();
  });
});
