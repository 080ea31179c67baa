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
import { type AwsSettings, readAwsSettings } from './aws-settings.js';
import { BrokenSetup } from './shared-profiles.js';
import type { AwsIdentity } from '../registry/identity.js';
import { timeLimits } from '../system/time-limits.js';

export interface ApiProbeOptions {
  readonly target: EcrHost;
  /** Whose profile may have an endpoint, FIPS, dual-stack and a certificate authority. */
  readonly identity: AwsIdentity;
  /** `--endpoint` of the record. */
  readonly endpoint: string | undefined;
  readonly endpoints: EndpointSettings;
  readonly environment: Environment;
  /** PEM texts, trusted in addition to Node's own roots. */
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
  const settings = await settingsOf(options);
  const url = await apiUrl(options, settings);
  const found = { host: url.host, proxy: proxyFor(url, options.environment)?.url.host };
  const authority = settings?.certificateAuthority;
  const client = createHttpClient({
    ...options,
    certificateAuthorities: [...options.certificateAuthorities, ...(authority === undefined ? [] : [authority])],
  });
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

/** Undefined when they are broken: the exchange of that record tells. */
async function settingsOf({ identity, environment }: ApiProbeOptions): Promise<AwsSettings | undefined> {
  try {
    return await readAwsSettings(identity, environment);
  } catch (error) {
    if (error instanceof BrokenSetup) return undefined;
    throw error;
  }
}

async function apiUrl(
  { target, endpoint, endpoints, environment }: ApiProbeOptions,
  settings: AwsSettings | undefined,
): Promise<URL> {
  const shared = settings === undefined ? endpoints : { ...endpoints, shared: settings };
  const override = ecrEndpoint({ target, endpoint }, shared, environment);
  if (override !== undefined) return new URL(override);
  const hosts = { useFips: settings?.useFips === true, useDualstack: settings?.useDualstack === true };
  if (target.service === 'ecr-public') return (await import('./ecr-public-client.js')).ecrPublicApiUrl(hosts);
  return (await import('./ecr-client.js')).ecrApiUrl(target, hosts);
}

function offset(date: string | undefined, now: number): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : now - time;
}
