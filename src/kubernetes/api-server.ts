/**
 * Requests to a Kubernetes API server: answers as values, one more try with a renewed token after a 401, and patience
 * when the server is busy (Kubernetes documentation, "API Priority and Fairness": 429 with Retry-After).
 */
import { boundedSignal, withBound } from '../http/bounded-signal.js';
import { HttpFailure } from '../http/http-failure.js';
import { type KeptAnswer, openKept, sendKept } from '../http/kept-client.js';
import { timeLimits } from '../system/time-limits.js';
import type { ApiAccess } from './api-access.js';
import { apiFailure, refusal } from './api-errors.js';
import { linesOf } from './lines.js';
import { pause } from '../system/wait.js';

export interface ApiRequest {
  readonly method: 'GET' | 'PATCH';
  /** With its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: object;
  /** Statuses that are an answer and not an error. */
  readonly expected?: readonly number[];
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; undefined for anything else. */
  readonly body: unknown;
}

export interface ApiServerOptions {
  /** For one request, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What is between two tries without Retry-After, times the try; milliseconds. */
  readonly pauseMs?: number;
}

/** A page of 500 namespaces with long annotations stays below this. Bytes. */
const largestAnswer = 33_554_432;
const largestEvent = 4_194_304;
const mostTries = 6;
/** Busy, or a server behind a load balancer that is being replaced. */
const passing = [429, 500, 502, 503, 504];

export class ApiServer {
  readonly #access: ApiAccess;
  readonly #options: ApiServerOptions;

  constructor(access: ApiAccess, options: ApiServerOptions) {
    this.#access = access;
    this.#options = options;
  }

  get access(): ApiAccess {
    return this.#access;
  }

  /**
   * The answer to one request; every request is one that may be repeated.
   * @throws {TsRegError} for another status than 2xx and the expected ones, and when there is no answer.
   */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    let isRenewed = false;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#send(request, tries);
      if (answer instanceof HttpFailure) {
        if (tries < 3 && ['reset', 'refused'].includes(answer.reason)) await this.#pause(tries);
        else throw apiFailure(this.#access, answer);
      } else if (answer.status === 401 && !isRenewed) {
        // The file may have been replaced since it was read.
        isRenewed = true;
      } else if (passing.includes(answer.status) && tries < mostTries && !this.#options.signal.aborted) {
        await this.#pause(tries, answer.headers['retry-after']);
      } else {
        return this.#judged(request, answer);
      }
    }
  }

  /**
   * What a watch tells, line by line, until the server ends it.
   * @throws {TsRegError} as {@link request} does.
   */
  async *watch(path: string): AsyncGenerator {
    const signal = boundedSignal(this.#options.signal, timeLimits.namespaceWatch + this.#options.timeoutMs);
    try {
      const { access } = this;
      const request = { method: 'GET', path, headers: { accept: 'application/json', ...access.headers() } } as const;
      const { status, chunks } = await openKept(access.place, { ...request, signal });
      if (status !== 200) throw refusal(access, { method: 'GET', path }, { status, body: await firstLine(chunks) });
      for await (const line of linesOf(chunks, largestEvent)) yield parsed(line);
    } catch (error) {
      throw error instanceof HttpFailure ? apiFailure(this.#access, error) : error;
    }
  }

  async #send({ method, path, body, contentType }: ApiRequest, tries: number): Promise<KeptAnswer | HttpFailure> {
    const type = contentType === undefined ? {} : { 'content-type': contentType };
    const headers = { accept: 'application/json', ...type, ...this.#access.headers() };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const bound = { signal: this.#options.signal, milliseconds: this.#options.timeoutMs };
    // A kept connection may be closed by the server at the moment of use: a second try is on a new one.
    const fresh = tries === 1 ? {} : { connection: 'close' };
    try {
      return await withBound(bound, (signal) => {
        const request = { method, path, headers: { ...headers, ...fresh }, body: text, signal };
        return sendKept(this.#access.place, request, largestAnswer);
      });
    } catch (error) {
      if (error instanceof HttpFailure) return error;
      throw error;
    }
  }

  #judged(request: ApiRequest, { status, body }: KeptAnswer): ApiAnswer {
    const answer = { status, body: parsed(body) };
    if ((status >= 200 && status < 300) || request.expected?.includes(status) === true) return answer;
    throw refusal(this.#access, request, { ...answer, text: body });
  }

  async #pause(tries: number, retryAfter?: string): Promise<void> {
    const { pauseMs = 500, signal } = this.#options;
    // RFC 9110 §10.2.3; an API server gives seconds.
    const asked = /^[0-9]{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : pauseMs * tries;
    await pause(Math.min(asked, timeLimits.longestRetryAfter), signal);
  }
}

async function firstLine(chunks: AsyncIterable<Buffer>): Promise<unknown> {
  for await (const line of linesOf(chunks, largestEvent)) return parsed(line);
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
