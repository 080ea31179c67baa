/**
 * Credentials that ECS and EKS give to a container over HTTP (AWS SDKs reference guide, "Container credential
 * provider"). Our own reader: the SDK's waits without end for an endpoint that accepts and stays silent.
 */
import { boundedSignal } from '../http/bounded-signal.js';
import { createHttpClient } from '../http/http-client.js';
import { HttpFailure } from '../http/http-failure.js';
import { isLoopbackHost } from '../system/ip-address.js';
import type { Environment } from '../system/environment.js';
import { readBoundedFile, UnreadableFile, whyUnreadable } from '../system/read-file.js';
import { timeLimits } from '../system/time-limits.js';
import type { AwsCredentials, SourcedCredentials } from './aws-credentials.js';

/** Why a container endpoint gave no credentials; the message is in our own words. */
export class ContainerCredentialsFailure extends Error {
  override readonly name = 'ContainerCredentialsFailure';
}

export interface ContainerOptions {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Where a relative URI leads; default: ECS's own address. */
  readonly host?: string;
}

const ecsHost = 'http://169.254.170.2';
/** The only places that plain http may lead to, besides this machine. */
const linkLocalHosts = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'];
/** As in botocore (`ContainerMetadataFetcher`): an agent is there, and may be slow or busy. */
const attempts = 3;
const maximumBytes = 64 * 1024;

/** Whether the environment names a container endpoint. */
export function isInContainer(environment: Environment): boolean {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = environment;
  return [relative, full].some((uri) => uri !== undefined && uri !== '');
}

/**
 * Asks the endpoint that the environment names, three times at most, 2 s each; 5xx and 429 are tried again too.
 * @throws {ContainerCredentialsFailure} naming the endpoint.
 */
export async function containerCredentials(options: ContainerOptions): Promise<SourcedCredentials> {
  const { environment } = options;
  const url = endpoint(environment, options.host ?? ecsHost);
  const authorization = authorizationHeader(environment);
  const client = createHttpClient({ environment: {}, certificateAuthorities: [] });
  const ask = async (): Promise<AwsCredentials> => {
    const answer = await client.send({
      method: 'GET',
      url,
      headers: { accept: 'application/json', ...authorization },
      verifyTls: true,
      signal: boundedSignal(options.signal, timeLimits.containerRequest),
      maximumBytes,
    });
    if (answer.status >= 500 || answer.status === 429)
      throw new BusyAgent(`${url.host} answered HTTP ${answer.status}`);
    if (answer.status !== 200) throw new ContainerCredentialsFailure(`${url.host} answered HTTP ${answer.status}`);
    return parseCredentials(answer.body, url);
  };
  const credentials = await persistently(ask, options.signal).catch((error: unknown) => {
    throw error instanceof HttpFailure ? new ContainerCredentialsFailure(`${url.host}: ${error.message}`) : error;
  });
  return { credentials, source: sourceOf(url, environment) };
}

/** An answer that a healthy agent gives now and then. */
class BusyAgent extends ContainerCredentialsFailure {}

async function persistently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const isPassing = error instanceof HttpFailure || error instanceof BusyAgent;
      if (!isPassing || signal.aborted || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, timeLimits.containerPause * attempt));
    }
  }
}

function endpoint(environment: Environment, host: string): URL {
  const relative = environment['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  const text = relative ? `${host}${relative}` : (environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '');
  const name = relative ? 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI' : 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
  if (!URL.canParse(text) || (relative && !relative.startsWith('/')))
    throw new ContainerCredentialsFailure(`${name} is not a URI`);
  const url = new URL(text);
  const isLocal = isLoopbackHost(url.hostname) || linkLocalHosts.includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new ContainerCredentialsFailure(`${name} leads to ${url.host}, which requires https`);
  }
  return url;
}

/** The file is read each time: EKS rotates it. */
function authorizationHeader(environment: Environment): Readonly<Record<string, string>> {
  const path = environment['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  const text = path ? tokenIn(path) : environment['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
  if (!text) return {};
  const token = text.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(token))
    throw new ContainerCredentialsFailure('the container authorization token has more than one line');
  return { authorization: token };
}

function tokenIn(path: string): string {
  try {
    return readBoundedFile(path, { largest: maximumBytes }).bytes.toString('utf8');
  } catch (error) {
    const reason = error instanceof UnreadableFile ? `: ${whyUnreadable(error)}` : '';
    throw new ContainerCredentialsFailure(`AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ${path} cannot be read${reason}`);
  }
}

/** Parser errors would quote the secret, so none of their text is kept. */
function parseCredentials(body: string, url: URL): AwsCredentials {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const fields = typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: expires,
  } = fields;
  const expiration = new Date(typeof expires === 'string' ? expires : Number.NaN);
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof sessionToken !== 'string') {
    throw new ContainerCredentialsFailure(`${url.host} answered without credentials`);
  }
  return { accessKeyId, secretAccessKey, sessionToken, ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }) };
}

function sourceOf(url: URL, environment: Environment): string {
  const isPodIdentity = url.hostname.endsWith('.23') || url.hostname === '[fd00:ec2::23]';
  if (isPodIdentity || environment['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']) return 'EKS Pod Identity';
  return environment['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || url.hostname === '169.254.170.2'
    ? 'ECS task role'
    : 'container credentials endpoint';
}
