/**
 * The exchange of an AWS identity for an ECR token: credentials, one GetAuthorizationToken, checks; bounded as a whole.
 */
import type { AwsIdentity } from '../registry/identity.js';
import type { ExchangedToken, ExchangeRequest, TokenExchange } from '../registry/token-exchange.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { once } from '../system/once.js';
import type { AuthorizationCall } from './authorization-call.js';
import { type AuthorizationReply, readAuthorization } from './authorization-token.js';
import type { AwsCredentials, SourcedCredentials } from './aws-credentials.js';
import { ecrEndpoint, type EndpointSettings, ssoEndpoint, stsEndpoint } from './aws-endpoints.js';
import { requireReadableAwsFiles } from './aws-files.js';
import { readAwsSettings } from './aws-settings.js';
import { endingWith } from './bounded-work.js';
import { exchangeError } from './exchange-errors.js';
import { credentialsOf } from './identity-credentials.js';
import { machineRoleSetting } from './profile-credentials.js';
import { setMaxListeners } from 'node:events';

export interface TokenExchangeOptions {
  /**
   * The process's own: the SDK reads the rest itself (HOME, AWS_CONFIG_FILE, AWS_EC2_METADATA_SERVICE_ENDPOINT,
   * AWS_ENDPOINT_URL_SSO).
   */
  readonly environment: Environment;
  /** PEM texts, trusted in addition to Node's own roots. */
  readonly certificateAuthorities: readonly string[];
  readonly endpoints: EndpointSettings;
  /** Bound of one exchange as a whole, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends it earlier: the call that it serves is out of time. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Told which credentials won and which requests were made; never a secret. */
  readonly debug: (line: string) => void;
}

/** An exchange against the real AWS, or wherever the endpoints lead. The SDK is loaded at the first use. */
export function createTokenExchange(
  options: TokenExchangeOptions,
): Pick<TokenExchange, 'exchange' | 'machineRoleSetting'> {
  return {
    exchange: (request) => exchange(request, options),
    machineRoleSetting: (profile) => machineRoleSetting(profile, options.environment),
  };
}

async function exchange(request: ExchangeRequest, options: TokenExchangeOptions): Promise<ExchangedToken> {
  const deadline = new AbortController();
  // Each request of the exchange listens; no leak, the listeners go with the signal.
  setMaxListeners(0, deadline.signal);
  const end = (): void => {
    deadline.abort(new DOMException('deadline of the exchange', 'TimeoutError'));
  };
  const timer = setTimeout(end, options.timeoutMs);
  for (const signal of [options.signal, request.signal]) {
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true, signal: deadline.signal });
  }
  const progress: Progress = { source: undefined, place: undefined, secrets: secretsOf(request.identity) };
  try {
    const work = endingWith(deadline.signal, () => run(request, options, { signal: deadline.signal, progress }));
    return await endedBy(deadline.signal, work);
  } catch (error) {
    throw exchangeError(error, {
      registry: request.registry,
      command: request.command,
      identity: request.identity,
      region: request.target.region,
      service: request.target.service,
      ...progress,
      signal: deadline.signal,
      now: options.clock(),
    });
  } finally {
    clearTimeout(timer);
    // Whatever is still under way, such as a silent credentials endpoint, must not keep the process alive.
    deadline.abort();
  }
}

/** What is known when an error is reported. */
interface Progress {
  source: string | undefined;
  /** Where the last request went. */
  place: string | undefined;
  secrets: readonly Secret[];
}

async function run(
  request: ExchangeRequest,
  options: TokenExchangeOptions,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<ExchangedToken> {
  const { environment, clock, debug } = options;
  requireReadableAwsFiles(request.identity, environment);
  const settings = await readAwsSettings(request.identity, environment);
  const endpoints = { ...options.endpoints, shared: settings };
  const endpoint = ecrEndpoint(request, endpoints, environment);
  const certificateAuthorities = [
    ...options.certificateAuthorities,
    ...(settings.certificateAuthority === undefined ? [] : [settings.certificateAuthority]),
  ];
  const { SdkTransport } = await import('./sdk-transport.js');
  const asking = (place: string): void => {
    progress.place = place;
  };
  const transport = new SdkTransport({ environment, certificateAuthorities, signal, clock, debug, asking });
  try {
    const identity = once(() =>
      credentialsOf(request.identity, {
        environment,
        signal,
        transport,
        region: request.target.region,
        settings,
        stsEndpoint: stsEndpoint(endpoints, environment),
        ssoEndpoint: (service) => ssoEndpoint(service, endpoints, environment),
        certificateAuthorities,
        mayUseMachineToken: request.mayUseMachineToken,
        noteSecret: (secret) => {
          progress.secrets = [...progress.secrets, secret];
        },
        now: clock,
      }),
    );
    const credentials = async (): Promise<AwsCredentials> => (await identity()).credentials;
    // The client comes first: it is the one place where the SDK's notice is suppressed.
    const authorize = await openClient(request, { transport, endpoint, credentials, signal, settings });
    const found = await identity();
    note(found, progress, debug);
    const reply = await authorize();
    const token = readAuthorization(reply, { ...request, now: clock() });
    return { ...token, source: found.source, job: found.job };
  } finally {
    transport.destroy();
  }
}

async function openClient(
  request: ExchangeRequest,
  call: AuthorizationCall,
): Promise<() => Promise<AuthorizationReply | undefined>> {
  const { target } = request;
  if (target.service === 'ecr-public') return (await import('./ecr-public-client.js')).openEcrPublic(target, call);
  return (await import('./ecr-client.js')).openEcr(target, call);
}

function note({ credentials, source }: SourcedCredentials, progress: Progress, debug: (line: string) => void): void {
  progress.source = source;
  const texts = [credentials.secretAccessKey, credentials.sessionToken ?? ''];
  progress.secrets = [...progress.secrets, ...texts.map((text) => new Secret(text))];
  debug(`AWS credentials: ${source}`);
}

function secretsOf(identity: AwsIdentity): readonly Secret[] {
  return identity.kind === 'keys' ? [identity.secretAccessKey] : [];
}

/** What `work` gives, or the signal's reason when that comes first; a later failure of `work` is ignored. */
function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(new DOMException('deadline of the exchange', 'TimeoutError'));
      },
      { once: true },
    );
    work.then(resolve, reject);
  });
}
