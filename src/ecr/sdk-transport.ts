/**
 * Carries every HTTP request of the AWS SDK, for ECR, STS and SSO alike: proxy and authorities per host, plain http
 * to this machine only, one deadline for all, which any one request may use up, and 1 MiB for one answer. The SDK by
 * itself uses no proxy and waits for a silent server without a limit.
 */
import { pipeline, Readable, Transform } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createAgents } from '../http/agents.js';
import { failureFrom, HttpFailure } from '../http/http-failure.js';
import { proxyFor } from '../http/proxy-settings.js';
import type { Environment } from '../system/environment.js';
import { timeLimits } from '../system/time-limits.js';
import { mayCarryCredentials } from './aws-endpoints.js';

export interface TransportOptions {
  readonly environment: Environment;
  /** PEM texts, trusted in addition to Node's own roots. */
  readonly certificateAuthorities: readonly string[];
  /** Ends every request of the exchange. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Told each request and its outcome; never headers or bodies. */
  readonly debug: (line: string) => void;
  /**
   * Told before each request where it goes: `api.ecr.us-east-1.amazonaws.com`,
   * perhaps `… through the proxy HOST:PORT`.
   */
  readonly asking: (place: string) => void;
}

type Handled = ReturnType<NodeHttpHandler['handle']>;
type SdkRequest = Parameters<NodeHttpHandler['handle']>[0];

const maximumBytes = 1024 * 1024;

/** The `requestHandler` for SDK clients. */
export class SdkTransport extends NodeHttpHandler {
  readonly #options: TransportOptions;
  readonly #handlers = new Map<string, NodeHttpHandler>();

  constructor(options: TransportOptions) {
    super();
    this.#options = options;
  }

  /** @throws {HttpFailure} for plain http to another machine; else what node:http throws, for the SDK to judge. */
  override async handle(request: SdkRequest): Handled {
    const { clock, debug, asking, signal } = this.#options;
    const host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
    const label = `${request.method} ${request.protocol}//${host} ${request.headers['x-amz-target'] ?? ''}`.trimEnd();
    // The SDK's own variables and files can name an endpoint that we never see.
    if (!mayCarryCredentials(request.protocol, request.hostname))
      throw new HttpFailure('protocol', `plain http to ${host}`);
    asking(this.#placeOf(`${request.protocol}//${host}`));
    keepFromLogs(request.headers);
    const startedAt = clock();
    try {
      const { response } = await this.#handlerFor(`${request.protocol}//${host}`).handle(request, {
        abortSignal: signal,
      });
      debug(`${label} answered HTTP ${response.statusCode} after ${clock() - startedAt} ms`);
      if (response.statusCode === 101) throw new HttpFailure('upgrade');
      if (response.body instanceof Readable) response.body = bounded(response.body, signal);
      return { response };
    } catch (error) {
      debug(`${label} failed after ${clock() - startedAt} ms: ${failureFrom(error, signal).message}`);
      throw error;
    }
  }

  override destroy(): void {
    for (const handler of this.#handlers.values()) handler.destroy();
    super.destroy();
  }

  #placeOf(origin: string): string {
    const url = new URL(origin);
    const proxy = proxyFor(url, this.#options.environment);
    return proxy === undefined ? url.host : `${url.host} through the proxy ${proxy.url.host}`;
  }

  #handlerFor(origin: string): NodeHttpHandler {
    const known = this.#handlers.get(origin);
    if (known) return known;
    const { environment, certificateAuthorities, signal } = this.#options;
    const agents = createAgents(new URL(origin), { environment, certificateAuthorities, verifyTls: true, signal });
    const made = new NodeHttpHandler({ ...agents, connectionTimeout: timeLimits.awsConnect });
    this.#handlers.set(origin, made);
    return made;
  }
}

/**
 * Takes headers out of what `util.inspect` shows: NODE_DEBUG=http, https and net write the options of each request to
 * stderr, and with them X-Amz-Security-Token or an SSO bearer token. Not enumerable, so that it is never sent.
 */
function keepFromLogs(headers: object): void {
  Object.defineProperty(headers, Symbol.for('nodejs.util.inspect.custom'), {
    value: () => '[headers]',
    configurable: true,
  });
}

/** The body, cut off when it grows too large or the time is up. */
function bounded(body: Readable, signal: AbortSignal): Readable {
  let size = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maximumBytes) done(new HttpFailure('too-large', `${maximumBytes} bytes`));
      else done(null, chunk);
    },
  });
  const stop = (): void => {
    body.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  return pipeline(body, limit, () => {
    signal.removeEventListener('abort', stop);
  });
}
