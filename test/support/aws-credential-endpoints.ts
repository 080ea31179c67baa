/**
 * Loopback endpoints that hand out temporary keys over HTTP: the ECS/EKS container endpoint and the IAM Identity Center
 * portal.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AwsSession } from './aws-principals.js';
import { credentials } from './loopback-imds.js';

export interface HttpEndpoint {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `METHOD path`, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface ContainerEndpointOptions {
  readonly session: () => AwsSession;
  /** The Authorization header that must come; undefined: none is asked for. */
  readonly authorization?: () => string;
  /** Answers with this instead of credentials. */
  readonly answer?: { readonly status: number; readonly body: string };
  /** How many requests are left unanswered, from the first on. */
  readonly silentFor?: number;
}

/** Plays 169.254.170.2 (ECS) or 169.254.170.23 (EKS Pod Identity Agent). */
export function startContainerEndpoint(options: ContainerEndpointOptions): Promise<HttpEndpoint> {
  let silences = options.silentFor ?? 0;
  return startEndpoint((request, response) => {
    silences -= 1;
    if (silences >= 0) return;
    const expected = options.authorization?.();
    if (expected !== undefined && request.headers.authorization !== expected) return void response.writeHead(401).end();
    const { status, body } = options.answer ?? { status: 200, body: credentials(options.session()) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
}

export interface SsoPortalOptions {
  readonly session: () => AwsSession;
  readonly accessToken: string;
  /** Exchanged for the access token at `POST /token`, as SSO OIDC does. */
  readonly refreshToken?: string;
}

/** Plays `portal.sso.REGION.amazonaws.com` and `oidc.REGION.amazonaws.com`. */
export function startSsoPortal(options: SsoPortalOptions): Promise<HttpEndpoint> {
  return startEndpoint((request, response) => {
    const reply = (status: number, body: unknown, name?: string): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(name === undefined ? {} : { 'x-amzn-errortype': name }),
      });
      response.end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '/', 'http://loopback');
    if (url.pathname === '/token') {
      void readJson(request).then((body) => {
        if (body['refreshToken'] !== options.refreshToken)
          reply(400, { error: 'invalid_grant' }, 'InvalidGrantException');
        else reply(200, { accessToken: options.accessToken, expiresIn: 28_800, tokenType: 'Bearer' });
      });
    } else if (url.pathname !== '/federation/credentials') reply(404, {}, 'ResourceNotFoundException');
    else if (request.headers['x-amz-sso_bearer_token'] !== options.accessToken) {
      reply(401, { message: 'Session token not found or invalid' }, 'UnauthorizedException');
    } else {
      const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = options.session();
      reply(200, { roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt } });
    }
  });
}

/**
 * Leaves a token where `aws sso login` does: below the home folder, named by the SHA-1 of the start URL or the session.
 */
export async function cacheSsoToken(home: string, id: string, token: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(home, '.aws', 'sso', 'cache');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${createHash('sha1').update(id).digest('hex')}.json`), JSON.stringify(token));
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Readonly<Record<string, unknown>>;
}

async function startEndpoint(listener: RequestListener): Promise<HttpEndpoint> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
