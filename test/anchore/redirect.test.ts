import { describe, expect, it } from 'vitest';
import { redirectTarget } from '../../src/anchore/redirect.js';

const url = new URL('https://anchore.example.com/v1');

function target(status: number, location: string | undefined, method = 'GET'): string | undefined {
  const headers: Record<string, string> = location === undefined ? {} : { location };
  const found = redirectTarget({ status, headers }, { method, url });
  return found && `${found.kind} ${found.url?.href ?? ''}`.trim();
}

describe('a redirect of the API', () => {
  it.each([301, 302, 303, 307, 308])('%i is followed on the same host when it answers a reading request', (status) => {
    expect(target(status, '/v1/')).toBe('same-place https://anchore.example.com/v1/');
  });

  it.each([
    'https://evil.example.com/v1',
    'https://anchore.example.com.evil.example.com/v1',
    'https://anchore.example.com:8443/v1',
    'http://anchore.example.com/v1',
    '//evil.example.com/v1',
  ])('to %s is never followed', (location) => {
    expect(target(302, location)).toMatch(/^elsewhere /);
  });

  it.each([
    'https://someone@anchore.example.com/v1',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://a;{touch,pwned};b/v1/',
    'https://$({touch,pwned})/',
    'https://`touch`/',
    "https://a'b/v1",
    '/\\evil.example.com/v1',
    'https://[/',
  ])('to %s leads nowhere, as it is no URL with the host of a service', (location) => {
    expect(target(302, location)).toBe('nowhere');
  });

  it.each(['POST', 'PUT', 'DELETE'])('of %s is followed only when its method stays', (method) => {
    expect(target(307, '/v1/', method)).toMatch(/^same-place /);
    expect(target(308, '/v1/', method)).toMatch(/^same-place /);
    expect(target(302, '/v1/', method)).toMatch(/^elsewhere /);
  });

  it('is none without a location or with another status', () => {
    expect(target(302, undefined)).toBeUndefined();
    expect(target(304, '/v1/')).toBeUndefined();
    expect(target(200, '/v1/')).toBeUndefined();
  });
});
