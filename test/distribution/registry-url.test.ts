/** A registry's name leads to exactly that host, over TLS unless docker too would do without. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registryUrls } from '../../src/distribution/registry-url.js';
import { TsRegError } from '../../src/errors.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const urls = (name: string, verifyTls = true): string[] =>
  registryUrls(parseRegistryName(name), verifyTls).map((url) => url.href);

it.each([
  ['registry.example.com', ['https://registry.example.com/v2/']],
  ['Registry.Example.com:5000/team/app*', ['https://registry.example.com:5000/v2/']],
  ['docker.io', ['https://index.docker.io/v2/']],
  ['docker.io/library/*', ['https://index.docker.io/v2/']],
  ['index.docker.io', ['https://index.docker.io/v2/']],
  ['registry-1.docker.io', ['https://registry-1.docker.io/v2/']],
  ['constructor', ['https://constructor/v2/']],
  ['my_registry:5000', ['https://my_registry:5000/v2/']],
  ['[2001:db8::1]:5000', ['https://[2001:db8::1]:5000/v2/']],
  ['[2001:db8:0:0:0:0:0:1]', ['https://[2001:db8::1]/v2/']],
  ['localhost', ['https://localhost/v2/', 'http://localhost/v2/']],
  ['localhost:5000', ['https://localhost:5000/v2/', 'http://localhost:5000/v2/']],
  ['127.8.9.1:443', ['https://127.8.9.1/v2/', 'http://127.8.9.1:443/v2/']],
  ['[::1]:5000', ['https://[::1]:5000/v2/', 'http://[::1]:5000/v2/']],
])('%s is asked at %j', (name, expected) => {
  expect(urls(name)).toEqual(expected);
});

it('--insecure also tries plain http, after TLS', () => {
  expect(urls('registry.example.com', false)).toEqual([
    'https://registry.example.com/v2/',
    'http://registry.example.com/v2/',
  ]);
});

describe('refused', () => {
  it.each([
    '169.254.169.254',
    '169.254.169.254:80',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '0.0.0.0:5000',
    '100.100.100.200',
  ])('%s, where no registry is', (name) => {
    expect(() => urls(name, false)).toThrow(/host is a link-local or metadata address/);
  });
});

it(
  'never changes the host',
  () => {
    const host = fc.stringMatching(/^[a-z0-9._-]{1,20}(:[0-9]{1,5})?$/);
    fc.assert(
      fc.property(host, (text) => {
        try {
          const name = parseRegistryName(text);
          for (const url of registryUrls(name, false)) expect(url.hostname).toBe(name.host);
        } catch (error) {
          expect(error).toBeInstanceOf(TsRegError);
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
