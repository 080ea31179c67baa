/** Fetching a registry token: the answer to a Bearer challenge (distribution spec: token authentication). */
import type { HttpAnswer } from '../http/http-client.js';
import type { PingRequest } from '../registry/registry-ping.js';
import { type Secret, Secret as SecretValue } from '../secret.js';
import { hint, joinHints } from '../system/hint.js';
import type { Challenge } from './challenge.js';
import { pingError } from './ping-errors.js';
import { permittedRealm } from './realm-rules.js';
import { ask, type Exchange } from './registry-exchange.js';

/** Most bytes that the token endpoint may answer with. */
const tokenAnswerLimit = 65_536;
/** docker's user name for an identity token, which is exchanged by OAuth2 instead of sent as a password. */
const identityTokenUser = '<token>';

/**
 * A token for `/v2/` itself: with `service`, without scope, with credentials when there are any.
 * @throws {TsRegError} `refused` when the realm breaks a rule, or the token server refuses or answers nonsense.
 */
export async function fetchBearerToken(exchange: Exchange, challenge: Challenge): Promise<Secret> {
  const realm = challenge.parameters.get('realm');
  if (realm === undefined)
    throw pingError(exchange.registry, 'registry asks for a token without naming a token server', operatorHint);
  const url = permittedRealm(realm, exchange);
  const service = challenge.parameters.get('service') ?? '';
  const limits = { maximumBytes: tokenAnswerLimit };
  const { credential } = exchange;
  if (credential?.username === identityTokenUser) {
    return tokenOf(
      exchange,
      url,
      await ask(exchange, { url, form: refreshForm(service, credential.password), ...limits }),
    );
  }
  if (service !== '') url.searchParams.set('service', service);
  // docker sends it beside Basic (distribution spec: token authentication, `account`); some servers go by it alone.
  if (credential !== undefined) url.searchParams.set('account', credential.username);
  return tokenOf(
    exchange,
    url,
    await ask(exchange, {
      url,
      authorization: credential && basicAuthorization(exchange.registry, credential),
      ...limits,
    }),
  );
}

/**
 * The value of Authorization for a password (RFC 7617).
 * @throws {TsRegError} `refused` for a user name that the scheme cannot carry.
 */
export function basicAuthorization(registry: string, credential: NonNullable<PingRequest['credential']>): string {
  if (credential.username.includes(':')) {
    throw pingError(registry, 'user name contains a colon, which HTTP Basic cannot carry', hint`check the user name`);
  }
  return `Basic ${Buffer.from(`${credential.username}:${credential.password.reveal()}`).toString('base64')}`;
}

const operatorHint = hint`ask the operator of the registry`;

function refreshForm(service: string, token: Secret): string {
  return new URLSearchParams({
    grant_type: 'refresh_token',
    service,
    client_id: 'ts-reg',
    refresh_token: token.reveal(),
  }).toString();
}

function tokenOf(exchange: Exchange, url: URL, answer: HttpAnswer): Secret {
  const server = `token server ${url.host}`;
  if (answer.status === 401 || answer.status === 403) {
    const [reason, next] = exchange.credential
      ? [`${server} refused the user name or password`, hint`check user name and password`]
      : [
          `${server} requires a user name and password`,
          hint`ts-reg registry ${exchange.command} ${exchange.registry} USER`,
        ];
    throw pingError(exchange.registry, `${reason} (HTTP ${answer.status})`, next);
  }
  if (answer.status < 200 || answer.status > 299)
    throw pingError(
      exchange.registry,
      `${server} answered HTTP ${answer.status}`,
      joinHints(hint`try again later, or `, operatorHint),
    );
  const token = tokenIn(answer.body);
  if (token === undefined) throw pingError(exchange.registry, `${server} answered without a token`, operatorHint);
  return new SecretValue(token);
}

/** `token`, or OAuth2's `access_token`; undefined when there is none that a header can carry. */
function tokenIn(body: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  const tokens: readonly unknown[] = [Reflect.get(answer, 'token'), Reflect.get(answer, 'access_token')];
  return tokens.find((token): token is string => typeof token === 'string' && /^[!-~]+$/.test(token));
}
