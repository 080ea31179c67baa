/**
 * What a realm or Location may be: a URL whose host a registry could be named by, before any URL parser looks at it.
 */
import { describe, expect, it } from 'vitest';
import { parseForeignUrl } from '../../src/registry/foreign-url.js';

const base = new URL('https://registry.example.com:5000/v2/');

describe('a URL from a server', () => {
  it.each([
    ['https://auth.example.com/token', 'https://auth.example.com/token'],
    ['HTTPS://Auth.Example.com:8443/token?a=b', 'https://auth.example.com:8443/token?a=b'],
    ['http://[::1]:5000/token', 'http://[::1]:5000/token'],
    ['https://docker_registry/auth#x', 'https://docker_registry/auth#x'],
    ['https://auth.example.com?x=y', 'https://auth.example.com/?x=y'],
  ])('%s is taken', (text, href) => {
    expect(parseForeignUrl(text)?.href).toBe(href);
    expect(parseForeignUrl(text, base)?.href).toBe(href);
  });

  it.each([
    ['/v2/_catalog', 'https://registry.example.com:5000/v2/_catalog'],
    ['login?a=$(touch%20x)', 'https://registry.example.com:5000/v2/login?a=$(touch%20x)'],
    ['//other.example.com/v2/', 'https://other.example.com/v2/'],
    ['?x', 'https://registry.example.com:5000/v2/?x'],
  ])('%s is taken where it can be relative', (text, href) => {
    expect(parseForeignUrl(text, base)?.href).toBe(href);
    expect(parseForeignUrl(text)).toBeUndefined();
  });

  it.each([
    'https://a;{touch,pwned};b/v2/',
    'https://$({touch,pwned})/',
    'https://`touch`/',
    "https://a'b/",
    'https://a"b/',
    'https://a&b/',
    'https://a|b/',
    'https://a!b/',
    'https://a*/',
    'https://${IFS}/',
    'https://a~b/',
    'https://a=b/',
    'https://(a)/',
    'https://a,b/',
    'https://user@host/',
    'https://user:pw@host/',
    'https://@host/',
    'https://host@/',
    'https://host:/',
    'https://host:0/',
    'https://host:65536/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0251.0376.0251.0376/',
    'https://169.254.43518/',
    'https://%31%32%37.0.0.1/',
    'https://[fe80::1%25eth0]/',
    'https://host./',
    'https://-a/',
    'https://a..b/',
    'https:///host/',
    'https:////host/',
    'https:host',
    'https:/host/',
    '///host/',
    '////host/',
    '/\\host/',
    '\\\\host\\',
    'https:\\\\host/',
    'https://ho\nst/',
    'ht\ntps://host/',
    '/\t/host/',
    ' https://host/',
    'https://host/ ',
    'https://h\u3002example/',
    'https://\uff11\uff12\uff17.1/',
    'https://gr\u00f6\u00dfe.example/',
    'ftp://host/',
    'javascript:alert(1)',
    'data:,x',
    'file:///etc/passwd',
    `https://host/${'a'.repeat(9_000)}`,
  ])('%j is none', (text) => {
    expect(parseForeignUrl(text)).toBeUndefined();
    expect(parseForeignUrl(text, base)).toBeUndefined();
  });
});
