/** One request to IAM Identity Center: its portal or its OIDC service (neither is signed), over the SDK's transport. */
import { timeLimits } from '../system/time-limits.js';
import { type HostChoice, ssoUrl } from './api-urls.js';
import type { SdkTransport } from './sdk-transport.js';

export interface SsoContext {
  readonly transport: SdkTransport;
  /** Home folder, below which the AWS CLI keeps its tokens. */
  readonly home: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** An endpoint that is set, instead of the region's. */
  readonly endpoint: (service: SsoRequest['service']) => string | undefined;
  /** What the region's endpoint has to be; counts for nothing with an endpoint that is set. */
  readonly hosts: HostChoice;
}

export interface SsoRequest {
  readonly service: 'portal' | 'oidc';
  readonly region: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that is an error; `name` is AWS's, so that it is reported like any other error of AWS. */
export class SsoRefused extends Error {
  /** How the SDK marks what a service answered. */
  readonly $fault = 'client';

  constructor(
    override readonly name: string,
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

const attempts = 3;

/** The fields of the answer. @throws {SsoRefused} with AWS's reason, after two more tries where it was busy. */
export async function askSso(request: SsoRequest, context: SsoContext): Promise<Readonly<Record<string, unknown>>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(request, context);
    } catch (error) {
      const isBusy = error instanceof SsoRefused && (error.statusCode >= 500 || error.statusCode === 429);
      if (!isBusy || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, timeLimits.ssoPause * attempt));
    }
  }
}

async function send(
  request: SsoRequest,
  { transport, endpoint, hosts }: SsoContext,
): Promise<Readonly<Record<string, unknown>>> {
  const url = new URL(endpoint(request.service) ?? regionalEndpoint(request, hosts));
  /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-deprecated --
     the class is in a package of the SDK's own, and the handler reads no more than these fields */
  const asked: Parameters<SdkTransport['handle']>[0] = {
    method: request.method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: `${url.pathname.replace(/\/$/, '')}${request.path}`,
    query: { ...request.query },
    headers: {
      host: url.host,
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: request.body,
    clone: () => asked,
  };
  /* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-deprecated */
  const { response } = await transport.handle(asked);
  const fields = fieldsOf(await textOf(response.body));
  if (response.statusCode === 200 && fields !== undefined) return fields;
  const type = response.headers['x-amzn-errortype']?.split(':')[0] ?? fields?.['error'];
  const words = fields?.['message'] ?? fields?.['error_description'];
  const name = typeof type === 'string' && /^\w{1,80}$/.test(type) ? type : 'SsoError';
  throw new SsoRefused(
    name,
    response.statusCode,
    typeof words === 'string' && words !== '' ? words : `HTTP ${response.statusCode}`,
  );
}

/** The region comes from a file: only what looks like one becomes part of a host. */
function regionalEndpoint({ service, region }: SsoRequest, hosts: HostChoice): string {
  if (!/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(region))
    throw new SsoRefused('InvalidRegion', 400, `sso_region is not a region: ${region}`);
  return ssoUrl(service, region, hosts);
}

async function textOf(body: unknown): Promise<string> {
  const chunks: Buffer[] = [];
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    for await (const chunk of body as AsyncIterable<unknown>) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
