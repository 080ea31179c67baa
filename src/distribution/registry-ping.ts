/**
 * Asking a registry whether it accepts a credential: `GET /v2/`, answering the challenge it sends back
 * (distribution spec: API version check; docker's authentication of it).
 */
import type { LookupFunction } from 'node:net';
import { readRegistryAuthorities } from '../http/certificate-authorities.js';
import { createHttpClient, type HttpAnswer } from '../http/http-client.js';
import { type FailureReason, HttpFailure } from '../http/http-failure.js';
import { isForbiddenAddress, isLoopbackHost } from '../system/ip-address.js';
import type { RegistryName } from '../registry/registry-name.js';
import type { PingOutcome, PingRequest, RegistryPing } from '../registry/registry-ping.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { basicAuthorization, fetchBearerToken } from './bearer-token.js';
import { parseChallenges } from './challenge.js';
import { connectionError, noRegistryHint, pingError } from './ping-errors.js';
import { ask, type Exchange, sendWithinOrigin } from './registry-exchange.js';

export interface RegistryPingOptions {
  /** For the proxy variables. */
  readonly environment: Environment;
  /** PEM texts of `ca_file` and NODE_EXTRA_CA_CERTS. */
  readonly certificateAuthorities: readonly string[];
  /** docker's folders of authorities by registry. Default: `/etc/docker/certs.d`. */
  readonly certsFolders?: readonly string[];
  /** Bound of the whole ping, in milliseconds. */
  readonly timeoutMs: number;
  /** Instead of the system's resolver. */
  readonly lookup?: LookupFunction;
  /** Something that the user should know about a credential that was accepted; a line without the password. */
  readonly warn?: (line: string) => void;
}

/** Most bytes that `/v2/` may answer with; nothing but its status and headers is used. */
const pingAnswerLimit = 1_048_576;
/** Failures after which a registry that may speak plain http is asked again without TLS. */
const noTlsThere: readonly FailureReason[] = ['tls-absent', 'tls', 'refused', 'reset'];

/** A ping over the network. Every refusal is a {TsRegError} with the engine's words and HTTP code 406. */
export function createRegistryPing(options: RegistryPingOptions): RegistryPing {
  return { ping: (request) => ping(request, options) };
}

async function ping(
  { name, credential, verifyTls, tlsOnly = false, command = 'add' }: PingRequest,
  options: RegistryPingOptions,
): Promise<PingOutcome> {
  const urls = registryUrls(name, verifyTls).filter(({ protocol }) => !tlsOnly || protocol === 'https:');
  const folders = options.certsFolders ?? ['/etc/docker/certs.d'];
  const own = await Promise.all(folders.map((folder) => readRegistryAuthorities(folder, name.authority)));
  const client = createHttpClient({
    ...options,
    certificateAuthorities: [...options.certificateAuthorities, ...own.flat()],
  });
  const signal = AbortSignal.timeout(options.timeoutMs);
  const common = { client, registry: name.text, verifyTls, tlsOnly, credential, command, signal };
  const { exchange, answer } = await firstAnswer(urls.map((registryUrl) => ({ ...common, registryUrl })));
  if (answer.status !== 401) {
    judge(exchange, answer);
    if (credential !== undefined)
      options.warn?.(`${name.text}: registry did not ask for the password, so it is not verified`);
    return 'open';
  }
  const authorization = await answerChallenge(exchange, answer.headers['www-authenticate'] ?? '');
  const login = await ask(exchange, { url: exchange.registryUrl, authorization, maximumBytes: pingAnswerLimit });
  judgeLogin(exchange, login);
  return 'accepted';
}

/** Asks without credentials, at the first of the URLs where a server of that kind is. */
async function firstAnswer(exchanges: readonly Exchange[]): Promise<{ exchange: Exchange; answer: HttpAnswer }> {
  let failure = new HttpFailure('refused');
  for (const exchange of exchanges) {
    try {
      const answer = await sendWithinOrigin(exchange, { url: exchange.registryUrl, maximumBytes: pingAnswerLimit });
      return { exchange, answer };
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      // What went wrong with TLS says more than what went wrong in clear afterwards.
      if (exchange === exchanges[0] || failure.reason === 'tls-absent') failure = error;
      if (!noTlsThere.includes(error.reason)) break;
    }
  }
  const registry = exchanges[0]?.registry ?? '';
  if (exchanges[0]?.tlsOnly === true && failure.reason === 'tls-absent') {
    throw pingError(
      registry,
      'registry does not support TLS, and an ECR token is never sent over plain http',
      hint`use a host and port of the registry that support TLS`,
    );
  }
  throw connectionError(registry, registry, failure);
}

/** The value of Authorization that the registry asks for; Bearer before Basic, as docker has it. */
async function answerChallenge(exchange: Exchange, header: string): Promise<string> {
  const challenges = parseChallenges(header);
  const { registry, credential, command } = exchange;
  const hasBasic = challenges.some((challenge) => challenge.scheme === 'basic');
  const bearer = challenges.find(
    ({ scheme, parameters }) => scheme === 'bearer' && (parameters.has('realm') || !hasBasic),
  );
  if (bearer) return `Bearer ${(await fetchBearerToken(exchange, bearer)).reveal()}`;
  if (hasBasic) {
    if (credential) return basicAuthorization(registry, credential);
    throw pingError(
      registry,
      'registry requires a user name and password (HTTP 401)',
      hint`ts-reg registry ${command} ${registry} USER`,
    );
  }
  const [other] = challenges;
  const reason =
    other === undefined
      ? 'registry asks for credentials (HTTP 401) with an unreadable challenge'
      : `registry asks for ${other.scheme.slice(0, 40)} authentication; ts-reg supports Basic and Bearer`;
  throw pingError(registry, reason, noRegistryHint(registry));
}

/** Returns for a registry that asks for no credentials, throws for every other answer. */
function judge({ registry, registryUrl, credential }: Exchange, answer: HttpAnswer): void {
  const { status } = answer;
  const isPage = isWebPage(answer);
  if (status === 200 && !isPage) return;
  throwRefusal({ registry, credential }, status);
  const what = isPage ? `a web page (HTTP ${status})` : `HTTP ${status}`;
  const addressHint = hint`check the address: curl -i ${registryUrl.href}`;
  throw pingError(registry, `not a Docker V2 registry: ${registryUrl.href} answered ${what}`, addressHint);
}

/**
 * Returns for a registry that accepts what it asked for. Who sends a challenge of the distribution specification is a
 * registry, for any form of its answer: quay.io answers `true` as text/html.
 */
function judgeLogin({ registry, registryUrl, credential }: Exchange, { status }: HttpAnswer): void {
  if (status === 200) return;
  throwRefusal({ registry, credential }, status);
  throw pingError(
    registry,
    `registry asked for credentials, then answered them with HTTP ${status}`,
    hint`see its answer: curl -v -u USER ${registryUrl.href}`,
  );
}

/** Throws for the statuses that mean the same before and after the password. */
function throwRefusal({ registry, credential }: Pick<Exchange, 'registry' | 'credential'>, status: number): void {
  if (status === 401) {
    const who = credential ? 'user name or password' : 'anonymous access';
    throw pingError(registry, `registry refused the ${who} (HTTP 401)`, hint`check user name and password`);
  }
  if (status === 403)
    throw pingError(registry, 'registry denies access (HTTP 403)', hint`check the permissions of this user there`);
  if (status === 429)
    throw pingError(registry, 'registry received too many requests (HTTP 429)', hint`try again later`);
  if (status >= 500) throw pingError(registry, `registry failed (HTTP ${status})`, hint`try again later`);
}

/** A captive portal and the like: not by the type alone, which registries get wrong, but by how the body begins. */
function isWebPage({ status, headers, body }: HttpAnswer): boolean {
  if (status === 200)
    return headers['docker-distribution-api-version'] === undefined && /^[\s\ufeff]*<[!?a-z]/i.test(body);
  return /\bhtml\b/i.test(headers['content-type'] ?? '');
}

/**
 * The URLs of `/v2/` to try, in order. Plain http comes second, for hosts on this machine (docker's rule for
 * insecure registries) and for records without TLS verification.
 * @throws {TsRegError} `refused` for a link-local or metadata address.
 */
export function registryUrls(name: RegistryName, verifyTls: boolean): readonly URL[] {
  // Docker Hub's API is not at the host that it is named by (docker/cli: `registry.IndexHostname`).
  const host = name.host === 'docker.io' ? 'index.docker.io' : name.host;
  const authority = name.port === undefined ? host : `${host}:${name.port}`;
  if (isForbiddenAddress(host)) {
    throw pingError(name.text, 'host is a link-local or metadata address', hint`use the host name of the registry`);
  }
  const url = new URL(`https://${authority}/v2/`);
  return verifyTls && !isLoopbackHost(host) ? [url] : [url, new URL(`http://${authority}/v2/`)];
}
