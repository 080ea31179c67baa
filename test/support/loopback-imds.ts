/** A loopback EC2 instance metadata service, version 2: nothing without a session token from PUT /latest/api/token. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsSession } from './aws-principals.js';

export type ImdsMode =
  | 'role'
  /** On EC2, but no instance profile is attached. */
  | 'no-role'
  /** Accepts connections and never answers. */
  | 'silent'
  /** Answers the token request, then nothing. */
  | 'silent-after-token'
  | 'server-error'
  /** HTTP 403 for everything: metadata is switched off for the instance. */
  | 'disabled'
  /** HTTP 200 with text that is no JSON, where JSON is asked for. */
  | 'garbage';

export interface LoopbackImds {
  /** For AWS_EC2_METADATA_SERVICE_ENDPOINT. */
  readonly url: string;
  mode: ImdsMode;
  /** Requests of version 1, which came without a session token. */
  readonly version1Requests: number;
  /** `METHOD path`, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface LoopbackImdsOptions {
  readonly roleName: string;
  readonly region: string;
  readonly account: string;
  /** Makes the role's temporary keys; asked at each request for them. */
  readonly session: () => AwsSession;
}

const roleList = '/latest/meta-data/iam/security-credentials/';

export async function startLoopbackImds(options: LoopbackImdsOptions): Promise<LoopbackImds> {
  const tokens = new Set<string>();
  const requests: string[] = [];
  const counts = { version1: 0 };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/';
    requests.push(`${request.method ?? ''} ${path}`);
    if (imds.mode === 'silent') return;
    if (imds.mode === 'server-error') return void response.writeHead(500).end();
    if (imds.mode === 'disabled') return void response.writeHead(403).end();
    if (request.method === 'PUT' && path === '/latest/api/token') {
      if (!/^\d+$/.test(String(request.headers['x-aws-ec2-metadata-token-ttl-seconds'])))
        return void response.writeHead(400).end();
      const token = randomBytes(24).toString('base64');
      tokens.add(token);
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
    }
    const token = request.headers['x-aws-ec2-metadata-token'];
    if (token === undefined) counts.version1 += 1;
    if (typeof token !== 'string' || !tokens.has(token)) return void response.writeHead(401).end();
    if (imds.mode === 'silent-after-token') return;
    const body = document(path, imds.mode, options);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(body);
  };

  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const imds: LoopbackImds = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'role',
    get version1Requests() {
      return counts.version1;
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return imds;
}

/** The documents that a client needs (EC2 user guide, "Instance metadata categories"); undefined is HTTP 404. */
function document(path: string, mode: ImdsMode, options: LoopbackImdsOptions): string | undefined {
  const withRole = mode !== 'no-role';
  if (path === '/latest/meta-data/iam/info')
    return withRole ? (mode === 'garbage' ? 'oops' : info(options)) : undefined;
  if (path === roleList) return withRole ? options.roleName : undefined;
  if (path === `${roleList}${options.roleName}` && withRole)
    return mode === 'garbage' ? '{"SecretAccessKey": oops' : credentials(options.session());
  if (path === '/latest/meta-data/placement/region') return options.region;
  if (path === '/latest/dynamic/instance-identity/document') {
    return JSON.stringify({ accountId: options.account, region: options.region, instanceId: 'i-0123456789abcdef0' });
  }
  return undefined;
}

function info(options: LoopbackImdsOptions): string {
  const InstanceProfileArn = `arn:aws:iam::${options.account}:instance-profile/${options.roleName}`;
  const facts = {
    Code: 'Success',
    LastUpdated: '2026-01-02T03:04:05Z',
    InstanceProfileArn,
    InstanceProfileId: 'AIPAEXAMPLE',
  };
  return JSON.stringify(facts, null, 2);
}

/** The JSON that IMDS, ECS and EKS have in common. */
export function credentials(session: AwsSession): string {
  return JSON.stringify({
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    Token: session.sessionToken,
    Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d+/, ''),
  });
}
