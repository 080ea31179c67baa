/** Who a CI job is, without any exchange: where its token comes from, and whom that names. */
import type { JobTokenOptions, JobTokenSource } from '../registry/token-exchange.js';
import type { JobSubject, WebIdentity } from '../registry/web-identity.js';
import { boundedSignal } from '../http/bounded-signal.js';
import { HttpFailure } from '../http/http-failure.js';
import type { Environment } from '../system/environment.js';
import { timeLimits } from '../system/time-limits.js';
import { JobTokenFailure } from './job-token-failure.js';
import { findJobToken, readJobToken } from './job-token.js';

export type JobSubjectOptions = JobTokenOptions & { readonly certificateAuthorities: readonly string[] };

/** Where the token comes from; undefined where there is none. Sends no request. */
export function jobTokenSource(
  identity: WebIdentity,
  environment: Environment,
  options: JobTokenOptions,
): Promise<JobTokenSource | undefined> {
  return findJobToken(identity, environment, options);
}

/** Issuer and subject of the token; undefined where it cannot be had: the exchange says why. */
export async function jobSubject(
  identity: WebIdentity,
  environment: Environment,
  options: JobSubjectOptions,
): Promise<JobSubject | undefined> {
  const found = await findJobToken(identity, environment, options);
  if (found === undefined) return undefined;
  const signal = boundedSignal(options.signal, timeLimits.jobTokenRequest);
  try {
    const { claims } = await readJobToken(identity, found, { ...options, environment, signal });
    return { issuer: claims.issuer, subject: claims.subject };
  } catch (error) {
    if (error instanceof JobTokenFailure || error instanceof HttpFailure) return undefined;
    throw error;
  }
}
