/**
 * Sends requests to an Anchore API as anchore-cli does: basic auth, account header; bounded, retried where that is
 * safe.
 */
import { setTimeout } from 'node:timers/promises';
import { TsRegError } from '../errors.js';
import { boundedSignal } from '../http/bounded-signal.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.js';
import { failureFrom, HttpFailure } from '../http/http-failure.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';
import { mostRedirects, redirectTarget } from './redirect.js';

/** A remote Anchore deployment; `AnchoreSettings` of the configuration fits. */
export interface AnchoreService {
  readonly url: string;
  readonly user: string;
  readonly password: Secret;
  /** Sent as `x-anchore-account`. */
  readonly account: string | undefined;
  readonly verifyTls: boolean;
  readonly apiVersion: string | undefined;
}

export interface TransportOptions {
  readonly settings: AnchoreService;
  readonly client: HttpClient;
  /** Bound of one request with its retries and redirects, in milliseconds. */
  readonly timeoutMs: number;
  /** A line for `--debug`; never holds a secret. */
  readonly debug: (line: string) => void;
  /** Aborted when the user gives up. */
  readonly interrupted?: AbortSignal;
}

export interface AnchoreRequest {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface AnchoreAnswer extends HttpAnswer {
  /** How often the request went out; more than once only for GET, PUT and DELETE. */
  readonly attempts: number;
}

/** A list of 10,000 registries takes some 3 MB. */
const maximumBytes = 64 * 1024 * 1024;
/** Pauses before the second and third attempt, in milliseconds. */
const pauses = [200, 800];

export class AnchoreTransport {
  readonly #options: TransportOptions;
  readonly #headers: Readonly<Record<string, string>>;

  /** @throws {TsRegError} `usage` for an account that a header cannot carry. */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.#headers = headersFor(options.settings);
  }

  /**
   * The answer, for any status. Repeats what is idempotent (RFC 9110 §9.2.2) after a broken connection or a
   * gateway's 502, 503 or 504.
   * @throws {HttpFailure} when there is none.
   * @throws {TsRegError} `unavailable` when the service sends us to another host.
   */
  async send(request: AnchoreRequest): Promise<AnchoreAnswer> {
    const { interrupted, timeoutMs } = this.#options;
    const signal = boundedSignal(interrupted, timeoutMs);
    const mayRepeat = request.method !== 'POST';
    for (let attempts = 1; ; attempts += 1) {
      const pause = mayRepeat ? pauses[attempts - 1] : undefined;
      try {
        const answer = await this.#followed(request, signal);
        if (pause === undefined || ![502, 503, 504].includes(answer.status)) return { ...answer, attempts };
      } catch (error) {
        if (pause === undefined || !(error instanceof HttpFailure) || error.reason !== 'reset') throw error;
        this.#options.debug(`${request.method} ${request.url.href}: ${error.message}`);
      }
      await pauseFor(pause, signal);
    }
  }

  async #followed(request: AnchoreRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let url = request.url;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await this.#options.client.send({
        method: request.method,
        url,
        headers: this.#headers,
        verifyTls: this.#options.settings.verifyTls,
        signal,
        maximumBytes,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      this.#options.debug(`${request.method} ${url.href}: HTTP ${answer.status}`);
      const target = redirectTarget(answer, { method: request.method, url });
      if (target === undefined) return answer;
      if (target.kind === 'nowhere') throw leadsNowhere(url);
      if (target.kind === 'elsewhere') throw leadsElsewhere(url, target.url);
      url = target.url;
    }
    throw new TsRegError('unavailable', `${request.url.href} redirects more than ${mostRedirects} times`, {
      hint: hint`check the URL given by --url or ANCHORE_CLI_URL`,
    });
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch (error) {
    throw failureFrom(error, signal);
  }
}

/**
 * UTF-8 in basic auth (RFC 7617 §2.1), which is what the engine reads; anchore-cli stops at characters beyond Latin-1.
 */
function headersFor({ user, password, account }: AnchoreService): Readonly<Record<string, string>> {
  if (account !== undefined && !/^[\u0020-\u007e]+$/.test(account)) {
    throw new TsRegError('usage', `not an Anchore account: '${account}'`, {
      hint: hint`ts-reg --as-account NAME registry list`,
    });
  }
  const credentials = Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64');
  return {
    accept: '*/*',
    'content-type': 'application/json',
    authorization: `Basic ${credentials}`,
    ...(account === undefined ? {} : { 'x-anchore-account': account }),
  };
}

function leadsNowhere(from: URL): TsRegError {
  return new TsRegError('unavailable', `${from.href} redirects to an invalid URL`, {
    hint: hint`check the URL given by --url or ANCHORE_CLI_URL`,
  });
}

function leadsElsewhere(from: URL, to: URL): TsRegError {
  const place = `${to.origin}${to.pathname}`;
  // What is below the service's own address is added again.
  const service = place.replace(/\/registries(?:\/[^/]*)?$/, '');
  return new TsRegError('unavailable', `${from.href} redirects to ${place}; the credentials were not sent there`, {
    hint: hint`if you trust it: ts-reg --url ${service} registry list`,
  });
}
