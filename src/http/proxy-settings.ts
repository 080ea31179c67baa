/**
 * Which proxy a request goes through: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as docker reads them
 * (golang.org/x/net/http/httpproxy: upper case first, then lower; this machine is never proxied).
 */
import { BlockList, isIP } from 'node:net';
import { TsRegError } from '../errors.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { isLoopbackHost, canonicalHost } from '../system/ip-address.js';

export interface Proxy {
  /** `http:` or `https:`, without user name and password. */
  readonly url: URL;
  /** Value of Proxy-Authorization (RFC 7617), for CONNECT alone; undefined when the URL names no user. */
  readonly authorization: string | undefined;
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * The proxy for a URL, or undefined when it is dialled directly.
 * @throws {TsRegError} `usage` when the variable holds no http(s) proxy; names the variable, never its value.
 */
export function proxyFor(url: URL, environment: Environment): Proxy | undefined {
  const found = firstSet(environment, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (found === undefined || isLoopbackHost(url.hostname)) return undefined;
  if (isExcluded(url, firstSet(environment, 'NO_PROXY')?.value ?? '')) return undefined;
  return parseProxy(found.name, found.value);
}

function firstSet(environment: Environment, upperCase: string): { name: string; value: string } | undefined {
  for (const name of [upperCase, upperCase.toLowerCase()]) {
    const value = environment[name];
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

function isExcluded(url: URL, noProxy: string): boolean {
  const host = canonicalHost(url.hostname);
  const port = url.port === '' ? defaultPorts[url.protocol] : url.port;
  return noProxy.split(',').some((entry) => covers(entry.trim().toLowerCase(), host, port));
}

/** One entry of NO_PROXY: `*`, address, CIDR range, `name`, `.name`, `*.name`, each but a range with `:port`. */
function covers(entry: string, host: string, port: string | undefined): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return rangeHolds(entry, host);
  const [, bracketed, plain, entryPort] = /^(?:(\[[^\]]*\])|([^:]*))(?::([0-9]+))?$/.exec(entry) ?? [];
  const name = canonicalHost(bracketed ?? plain ?? entry).replace(/^\*\./, '.');
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
  if (isIP(name) !== 0) return name === host;
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function rangeHolds(range: string, host: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const size = Number(bits);
  if (isIP(network) === 0 || isIP(host) === 0 || !/^[0-9]{1,3}$/.test(bits) || size > (family === 'ipv6' ? 128 : 32))
    return false;
  const list = new BlockList();
  list.addSubnet(network, size, family);
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Scheme, user and password, host and port, and what no program looks at. Everything that curl, Go and WHATWG read
 * differently is left out: a second `@`, `/`, `?`, `#` or `\\` in the password, blanks, a host that is encoded.
 */
const sameForAll =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?(\[[\da-f:.]+\]|[\w.-]+)(?::\d{0,5})?(?:[/?#][!-?A-[\]-~]*)?$/i;

function parseProxy(name: string, text: string): Proxy {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = parseUrl(full);
  if (url === undefined) throw refuse(name, `${name} is not the URL of a proxy`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(name, `${name} names a ${url.protocol.slice(0, -1)} proxy; ts-reg supports http and https proxies`);
  }
  const [, host = ''] = sameForAll.exec(full) ?? [];
  if (host === '' || (!host.startsWith('[') && host.toLowerCase() !== url.hostname)) {
    throw refuse(
      name,
      `${name} is parsed differently by different programs; percent-encode its user name and password`,
    );
  }
  const authorization = proxyAuthorization(name, url);
  return { url: new URL(`${url.protocol}//${url.host}`), authorization };
}

function parseUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.hostname === '' ? undefined : url;
}

function proxyAuthorization(name: string, url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw refuse(name, `user name or password in ${name} is not percent-encoded`);
  }
}

function refuse(name: string, message: string): TsRegError {
  return new TsRegError('usage', message, { hint: hint`export ${name}=http://USER:PASSWORD@PROXY:PORT` });
}
