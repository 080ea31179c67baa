/**
 * Requests of one ping: they share deadline, proxies and authorities, and follow redirects without taking credentials
 * along.
 */
import type { HttpAnswer, HttpClient } from '../http/http-client.js';
import { HttpFailure } from '../http/http-failure.js';
import { isForbiddenAddress, isLoopbackHost } from '../system/ip-address.js';
import { parseForeignUrl } from '../registry/foreign-url.js';
import type { PingRequest } from '../registry/registry-ping.js';
import { hint } from '../system/hint.js';
import { connectionError, noRegistryHint, pingError } from './ping-errors.js';
import { mayDial } from './realm-rules.js';

export interface Exchange {
  readonly client: HttpClient;
  /** For messages. */
  readonly registry: string;
  /** The URL of `/v2/` that is asked. */
  readonly registryUrl: URL;
  readonly verifyTls: boolean;
  /** For hints. */
  readonly command: NonNullable<PingRequest['command']>;
  /** Every request goes over TLS: those with the credential, and those that decide where it goes. */
  readonly tlsOnly: boolean;
  readonly credential: PingRequest['credential'];
  /** Bounds all requests of the ping together. */
  readonly signal: AbortSignal;
}

export interface ExchangeRequest {
  readonly url: URL;
  /** Value of Authorization; never sent to another origin than `url`'s. */
  readonly authorization?: string | undefined;
  /** A form to be posted; holds a secret just as well. */
  readonly form?: string;
  readonly maximumBytes: number;
}

const mostRedirects = 5;

/**
 * Sends a request and follows redirects: within the origin, and to other ones only while no credential is at stake.
 * @throws {HttpFailure} when there is no answer.
 * @throws {TsRegError} `refused` for a redirect that must not be followed.
 */
export async function sendWithinOrigin(exchange: Exchange, request: ExchangeRequest): Promise<HttpAnswer> {
  let { url } = request;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await sendOnce(exchange, request, url);
    const location = answer.headers['location'];
    if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    url = redirectTarget(exchange, url, location);
  }
  throw pingError(exchange.registry, `redirects more than ${mostRedirects} times`, noRegistryHint(exchange.registry));
}

/** As `sendWithinOrigin`, with failures of the connection as errors of the ping. */
export async function ask(exchange: Exchange, request: ExchangeRequest): Promise<HttpAnswer> {
  try {
    return await sendWithinOrigin(exchange, request);
  } catch (error) {
    throw error instanceof HttpFailure ? connectionError(exchange.registry, request.url.host, error) : error;
  }
}

function sendOnce(exchange: Exchange, request: ExchangeRequest, url: URL): Promise<HttpAnswer> {
  const headers: Record<string, string> = {};
  if (request.authorization !== undefined) headers['authorization'] = request.authorization;
  if (request.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  return exchange.client.send({
    method: request.form === undefined ? 'GET' : 'POST',
    url,
    headers,
    ...(request.form === undefined ? {} : { body: request.form }),
    verifyTls: exchange.verifyTls,
    signal: exchange.signal,
    maximumBytes: request.maximumBytes,
    mayDial: (address) => mayDial(address, url, exchange),
  });
}

function redirectTarget(exchange: Exchange, from: URL, location: string): URL {
  const target = parseForeignUrl(location, from);
  if (target === undefined) {
    throw pingError(
      exchange.registry,
      `${from.host} redirects to an invalid URL`,
      hint`check the address of the registry`,
    );
  }
  if (exchange.tlsOnly && target.protocol !== 'https:') {
    throw pingError(
      exchange.registry,
      `redirects to plain http, at ${target.host}, where an ECR token is never sent`,
      hint`use a host of the registry that supports TLS`,
    );
  }
  if (target.origin === from.origin) return target;
  if (exchange.credential !== undefined) {
    throw pingError(
      exchange.registry,
      `redirects to ${target.origin}, and credentials are not sent there`,
      hint`ts-reg registry add ${target.host} USER`,
    );
  }
  if (isForbiddenAddress(target.hostname) || !mayDial(target.hostname, target, exchange)) {
    throw pingError(
      exchange.registry,
      `redirects to ${target.host}, where no registry is`,
      hint`check the address of the registry`,
    );
  }
  const downgrade = from.protocol === 'https:' && target.protocol === 'http:';
  if (downgrade && exchange.verifyTls && !isLoopbackHost(target.hostname)) {
    throw pingError(
      exchange.registry,
      `redirects from https to plain http, at ${target.host}`,
      hint`--insecure allows plain http`,
    );
  }
  return target;
}
