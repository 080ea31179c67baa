/**
 * Which API an exchange calls. What people set wins: the record's endpoint, config.yaml, then the SDK's own variables
 * (AWS SDKs reference guide, "Service-specific endpoints"); without any, the SDK's rules for region and partition.
 */
import { TsRegError } from '../errors.js';
import { isLoopbackHost } from '../system/ip-address.js';
import type { EcrHost } from '../registry/ecr-host.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import type { AwsSettings } from './aws-settings.js';

export interface EndpointSettings {
  /** `endpoints.ecr` of config.yaml: the API of private registries. */
  readonly ecr: string | undefined;
  /** `endpoints.sts` of config.yaml. */
  readonly sts: string | undefined;
  /** What the profile of AWS's shared files adds, after config.yaml and the environment; undefined: not read. */
  readonly shared?: Pick<AwsSettings, 'ignoreEndpoints' | 'profileEndpoint' | 'profileOrigin'>;
}

/** Where an override was written, and what it says. */
interface Override {
  readonly origin: string;
  readonly text: string | undefined;
}

/**
 * The ECR API to call instead of the one that the target gives; undefined: the SDK decides.
 * ECR Public is a service of its own: `endpoints.ecr` and AWS_ENDPOINT_URL_ECR are not for it.
 * @throws {TsRegError} `refused` when the override is no URL that credentials may go to.
 */
export function ecrEndpoint(
  request: { readonly target: EcrHost; readonly endpoint: string | undefined },
  settings: EndpointSettings,
  environment: Environment,
): string | undefined {
  const ofRecord = { origin: '--endpoint', text: request.endpoint };
  if (request.target.service === 'ecr-public') {
    return firstEndpoint([ofRecord, ...configured('ecr_public', settings, environment)]);
  }
  const ofSettings = { origin: 'endpoints.ecr', text: settings.ecr };
  return firstEndpoint([ofRecord, ofSettings, ...configured('ecr', settings, environment)]);
}

/**
 * The STS API to call instead of the region's own; undefined: the SDK decides.
 * @throws {TsRegError} `refused` when the override is no URL that credentials may go to.
 */
export function stsEndpoint(settings: EndpointSettings, environment: Environment): string | undefined {
  const ofSettings = { origin: 'endpoints.sts', text: settings.sts };
  return firstEndpoint([ofSettings, ...configured('sts', settings, environment)]);
}

/**
 * The portal or OIDC service of IAM Identity Center to call instead of the region's own.
 * @throws {TsRegError} `refused` when the override is no URL that credentials may go to.
 */
export function ssoEndpoint(
  service: 'portal' | 'oidc',
  settings: EndpointSettings,
  environment: Environment,
): string | undefined {
  return firstEndpoint(configured(service === 'portal' ? 'sso' : 'sso_oidc', settings, environment));
}

/** Whether a request of the SDK may go to this place: https, or this machine. */
export function mayCarryCredentials(protocol: string, host: string): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(host));
}

/** AWS SDKs reference guide, "Service-specific endpoints": each variable goes before what the profile says. */
function configured(service: string, { shared }: EndpointSettings, environment: Environment): readonly Override[] {
  const ignored =
    shared?.ignoreEndpoints ?? environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true';
  if (ignored) return [];
  const variables = [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, 'AWS_ENDPOINT_URL'].map((origin) => ({
    origin,
    text: environment[origin],
  }));
  return shared === undefined
    ? variables
    : [...variables, { origin: shared.profileOrigin, text: shared.profileEndpoint(service) }];
}

function firstEndpoint(overrides: readonly Override[]): string | undefined {
  const found = overrides.find(({ text }) => text !== undefined && text !== '');
  return found?.text === undefined ? undefined : checkedUrl(found.origin, found.text);
}

function checkedUrl(origin: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw refuse(`the AWS endpoint in ${origin} is not an http(s) URL`);
  if (url.username !== '' || url.password !== '')
    throw refuse(`the AWS endpoint in ${origin} contains a user name or password`);
  if (!mayCarryCredentials(url.protocol, url.hostname)) {
    throw refuse(`the AWS endpoint in ${origin} is plain http to another machine (${url.host})`);
  }
  return text;
}

function refuse(message: string): TsRegError {
  return new TsRegError('refused', message, {
    httpCode: 406,
    hint: hint`use https://HOST, for example https://vpce-0123.api.ecr.us-east-1.vpce.amazonaws.com`,
  });
}
