/**
 * What the EC2 instance metadata service says about the instance role, for `doctor`: the `iam/info` that the
 * documentation has people curl, but by IMDSv2 (EC2 user guide, "Use the Instance Metadata Service").
 */
import { createHttpClient, type HttpAnswer } from '../http/http-client.js';
import { HttpFailure } from '../http/http-failure.js';
import type { Environment } from '../system/environment.js';
import { timeLimits } from '../system/time-limits.js';
import { isMetadataDisabled } from './shared-profiles.js';

export type InstanceMetadata =
  | {
      readonly kind: 'role';
      readonly roleName: string;
      /** Undefined when only the list of roles could be read. */
      readonly instanceProfileArn: string | undefined;
      /** `Success`, or why EC2 cannot assume the role, such as `AssumeRoleUnauthorizedAccess`; or why it is unknown. */
      readonly status: string;
    }
  /** On EC2, without an instance profile. */
  | { readonly kind: 'no-role' }
  /** No metadata service answered, or none may be asked. */
  | { readonly kind: 'absent'; readonly reason: string };

export interface MetadataOptions {
  /** AWS_EC2_METADATA_SERVICE_ENDPOINT, its _MODE, and AWS_EC2_METADATA_DISABLED. */
  readonly environment: Environment;
  /** Time limit of all requests together; default: 2 s. */
  readonly timeoutMs?: number;
  /** Where the role is not allowed: nothing but `iam/info`, and so no name of the role. */
  readonly infoOnly?: boolean;
}

const maximumBytes = 64 * 1024;
const addresses = { IPv4: 'http://169.254.169.254', IPv6: 'http://[fd00:ec2::254]' } as const;

/** Asks the metadata service. Never throws: a missing answer is a result, too. */
export async function readInstanceMetadata(options: MetadataOptions): Promise<InstanceMetadata> {
  const { environment } = options;
  const forbidden = whyForbidden(environment);
  if (forbidden !== undefined) return absent(forbidden);
  const endpoint = endpointOf(environment);
  if (!URL.canParse(endpoint)) return absent('AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL');
  const signal = AbortSignal.timeout(options.timeoutMs ?? timeLimits.doctorMetadata);
  try {
    return await readRole(asker(endpoint, signal), options.infoOnly ?? false);
  } catch (error) {
    return absent(
      error instanceof HttpFailure
        ? `${new URL(endpoint).host}: ${error.message}`
        : 'the metadata service cannot be reached',
    );
  }
}

type Ask = (method: 'GET' | 'PUT', path: string, headers: Readonly<Record<string, string>>) => Promise<HttpAnswer>;

async function readRole(ask: Ask, infoOnly: boolean): Promise<InstanceMetadata> {
  const session = await ask('PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' });
  if (session.status === 403) return absent('instance metadata is disabled for this instance');
  if (session.status !== 200) return absent(`no session token: HTTP ${session.status}`);
  const headers = { 'x-aws-ec2-metadata-token': session.body };
  const [info, roles] = await Promise.all([
    ask('GET', '/latest/meta-data/iam/info', headers),
    infoOnly ? undefined : ask('GET', '/latest/meta-data/iam/security-credentials/', headers),
  ]);
  const roleName = roles?.status === 200 ? (roles.body.split('\n')[0]?.trim() ?? '') : '';
  const parsed = info.status === 200 ? parseInfo(info.body) : undefined;
  if (parsed !== undefined) return { kind: 'role', roleName, ...parsed };
  // The SDK asks for the role and never for iam/info, so that the role works without it.
  if (/^[\w+=,.@-]{1,64}$/.test(roleName)) {
    const status = `iam/info is unusable: HTTP ${info.status}`;
    return { kind: 'role', roleName, instanceProfileArn: undefined, status };
  }
  return info.status === 404 ? { kind: 'no-role' } : absent(`iam/info is unusable: HTTP ${info.status}`);
}

function parseInfo(body: string): { readonly instanceProfileArn: string; readonly status: string } | undefined {
  let info: unknown;
  try {
    info = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof info !== 'object' || info === null || !('InstanceProfileArn' in info) || !('Code' in info))
    return undefined;
  const { InstanceProfileArn: instanceProfileArn, Code: status } = info;
  if (typeof instanceProfileArn !== 'string' || typeof status !== 'string') return undefined;
  return { instanceProfileArn, status };
}

function whyForbidden(environment: Environment): string | undefined {
  try {
    return isMetadataDisabled(environment) ? 'disabled by AWS_EC2_METADATA_DISABLED' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
  }
}

function endpointOf(environment: Environment): string {
  const explicit = environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
  if (explicit) return explicit;
  return environment['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE']?.toLowerCase() === 'ipv6'
    ? addresses.IPv6
    : addresses.IPv4;
}

/** Without proxies: the service answers on the instance alone. */
function asker(endpoint: string, signal: AbortSignal): Ask {
  const client = createHttpClient({ environment: {}, certificateAuthorities: [] });
  return (method, path, headers) =>
    client.send({ method, url: new URL(path, endpoint), headers, verifyTls: true, signal, maximumBytes });
}

function absent(reason: string): InstanceMetadata {
  return { kind: 'absent', reason };
}
