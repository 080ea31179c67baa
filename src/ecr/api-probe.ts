/**
 * Whether the ECR API of a registry answers at all, through which proxy, and with which clock; for `doctor`, without
 * credentials.
 */
import { createHttpClient } from '../http/http-client.js';
import { type FailureReason, HttpFailure } from '../http/http-failure.js';
import { proxyFor } from '../http/proxy-settings.js';
import type { EcrHost } from '../registry/ecr-host.js';
import type { Environment } from '../system/environment.js';
import { ecrEndpoint, type EndpointSettings } from './aws-endpoints.js';
import { timeLimits } from '../system/time-limits.js';

export interface ApiProbeOptions {
  readonly target: EcrHost;
  /** `--endpoint` of the record. */
  readonly endpoint: string | undefined;
  readonly endpoints: EndpointSettings;
  readonly environment: Environment;
  /** PEM texts, trusted besides Node's own roots. */
  readonly certificateAuthorities: readonly string[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Default: 5 s. */
  readonly timeoutMs?: number;
}

export interface ApiProbe {
  /** `api.ecr.us-east-1.amazonaws.com`, or where an endpoint leads. */
  readonly host: string;
  /** `host:port` of the proxy on the way. */
  readonly proxy: string | undefined;
  readonly outcome:
    /** `clockOffsetMs`: how far our clock is ahead of AWS's; undefined when the answer has no date. */
    | { readonly kind: 'answers'; readonly clockOffsetMs: number | undefined }
    | { readonly kind: 'fails'; readonly reason: FailureReason; readonly message: string };
}

/**
 * One request without credentials; AWS answers it with an error, and that is enough.
 * @throws {TsRegError} when an endpoint or a proxy variable is unusable.
 */
export async function probeEcrApi(options: ApiProbeOptions): Promise<ApiProbe> {
  const url = await apiUrl(options);
  const found = { host: url.host, proxy: proxyFor(url, options.environment)?.url.host };
  const client = createHttpClient(options);
  try {
    const answer = await client.send({
      method: 'GET',
      url,
      headers: {},
      verifyTls: true,
      signal: AbortSignal.timeout(options.timeoutMs ?? timeLimits.doctorApi),
      maximumBytes: 64 * 1024,
    });
    return { ...found, outcome: { kind: 'answers', clockOffsetMs: offset(answer.headers['date'], options.clock()) } };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { ...found, outcome: { kind: 'fails', reason: error.reason, message: error.message } };
  }
}

async function apiUrl({ target, endpoint, endpoints, environment }: ApiProbeOptions): Promise<URL> {
  const override = ecrEndpoint({ target, endpoint }, endpoints, environment);
  if (override !== undefined) return new URL(override);
  if (target.service === 'ecr-public') return new URL('https://api.ecr-public.us-east-1.amazonaws.com');
  const { ecrApiUrl } = await import('./ecr-client.js');
  return ecrApiUrl(target);
}

function offset(date: string | undefined, now: number): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : now - time;
}
