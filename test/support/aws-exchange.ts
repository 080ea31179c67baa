/**
 * A loopback AWS with one user and one role, and the exchange pointed at it: what most tests of the ecr room begin
 * with.
 */
import { createTokenExchange, type TokenExchangeOptions } from '../../src/ecr/token-exchange.js';
import type { TsRegError } from '../../src/errors.js';
import { parseEcrHost } from '../../src/registry/ecr-host.js';
import type { AwsIdentity } from '../../src/registry/identity.js';
import type { ExchangedToken, ExchangeRequest } from '../../src/registry/token-exchange.js';
import { Secret } from '../../src/secret.js';
import { type LoopbackAws, type LoopbackAwsOptions, startLoopbackAws } from './loopback-aws.js';

export const account = '123456789012';
export const registry = `${account}.dkr.ecr.us-east-1.amazonaws.com`;
export const key = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  account,
  arn: `arn:aws:iam::${account}:user/ci`,
} as const;
export const role = { arn: `arn:aws:iam::${account}:role/puller`, webIdentityTokens: ['oidc-token'] } as const;

/** Static keys; the right ones unless told. */
export function staticKeys(
  secretAccessKey: string = key.secretAccessKey,
  accessKeyId: string = key.accessKeyId,
): AwsIdentity {
  return { kind: 'keys', accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
}

/** A request for a registry under its real name; `host` must be an ECR host. */
export function requestFor(identity: AwsIdentity, host = registry): ExchangeRequest {
  const target = parseEcrHost(host);
  if (!target) throw new TypeError(`${host} is no ECR host`);
  return { registry: host, command: 'update', identity, ecrHost: target, target, endpoint: undefined };
}

export interface AwsExchange {
  readonly aws: LoopbackAws;
  /** Lines for `--debug` so far. */
  readonly debugLines: readonly string[];
  exchange(request: ExchangeRequest, options?: Partial<TokenExchangeOptions>): Promise<ExchangedToken>;
  /** The error that an exchange ends with; throws when it does not. */
  failure(request: ExchangeRequest, options?: Partial<TokenExchangeOptions>): Promise<TsRegError>;
}

/** Starts it; instance metadata is switched off unless the options' environment says otherwise. */
export async function startAwsExchange(options: LoopbackAwsOptions = {}): Promise<AwsExchange> {
  const aws = await startLoopbackAws({ keys: [key], roles: [role], ...options });
  const debugLines: string[] = [];
  const exchange: AwsExchange['exchange'] = (request, overrides = {}) =>
    createTokenExchange({
      certificateAuthorities: [],
      endpoints: { ecr: aws.url, sts: aws.url },
      timeoutMs: 10_000,
      clock: Date.now,
      debug: (line) => debugLines.push(line),
      ...overrides,
      environment: { ...ofProcess(), AWS_EC2_METADATA_DISABLED: 'true', ...overrides.environment },
    }).exchange(request);
  const failure: AwsExchange['failure'] = (request, overrides) =>
    exchange(request, overrides).then(
      () => {
        throw new Error('the exchange succeeded');
      },
      (error: unknown) => error as TsRegError,
    );
  return { aws, debugLines, exchange, failure };
}

/** What the tests stub for the SDK, which reads the process's own, counts for us as well. */
function ofProcess(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(?:HOME|PATH|AWS_.*)$/.test(name)));
}
