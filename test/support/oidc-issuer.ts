/**
 * A loopback OIDC issuer (discovery, keys, and the request of GitHub Actions and Azure Pipelines for a token), and the
 * part of STS that verifies its tokens: signature, issuer, audience, subject and time.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeJwt, errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { AwsRole } from './aws-principals.js';
import { type AwsAnswer, awsError } from './loopback-aws-answers.js';

export interface JobClaims {
  readonly subject: string;
  readonly audience: string;
  /** Seconds from now; default: 600. */
  readonly life?: number;
}

export interface OidcIssuer {
  readonly url: string;
  /** Each token that was signed. */
  readonly tokens: readonly string[];
  /** `METHOD path`, in order. */
  readonly requests: readonly string[];
  /** How many of the next requests for a token get HTTP 503. */
  failures: number;
  sign(claims: JobClaims): Promise<string>;
  /** The variables of a job of GitHub Actions that may request tokens for this subject. */
  github(subject: string, requestToken: string): Readonly<Record<string, string>>;
  /** The same for Azure Pipelines. */
  azure(subject: string, requestToken: string): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startOidcIssuer(): Promise<OidcIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const subjects = new Map<string, string>();
  const [tokens, requests]: [string[], string[]] = [[], []];
  const sign = async ({ subject, audience, life = 600 }: JobClaims): Promise<string> => {
    const now = Math.floor(Date.now() / 1_000);
    const token = await new SignJWT({ jti: String(tokens.length) })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer.url)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now - 3_600)
      .setExpirationTime(now + life)
      .sign(privateKey);
    tokens.push(token);
    return token;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', issuer.url);
    requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const documents = new Map<string, unknown>([
      ['/.well-known/openid-configuration', { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` }],
      ['/jwks', { keys: [jwk] }],
    ]);
    const isGithub = url.pathname === '/github' && request.method === 'GET';
    const isAzure = url.pathname === '/azure' && request.method === 'POST';
    const isForToken = isGithub || isAzure;
    if (isForToken) issuer.failures -= 1;
    const subject = subjects.get(request.headers.authorization ?? '');
    if (!isForToken) reply(documents.has(url.pathname) ? 200 : 404, documents.get(url.pathname) ?? {});
    else if (issuer.failures >= 0) reply(503, {});
    else if (subject === undefined) reply(403, { message: 'no such job' });
    else {
      const audience = isGithub ? url.searchParams.get('audience') : 'api://AzureADTokenExchange';
      const token = await sign({ subject, audience: audience ?? 'https://github.com/octo' });
      reply(200, isGithub ? { value: token, count: 1 } : { oidcToken: token });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: OidcIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    requests,
    failures: 0,
    sign,
    github: (subject, requestToken) => {
      subjects.set(`Bearer ${requestToken}`, subject);
      return {
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: 'octo/app',
        GITHUB_RUN_ID: '4711',
        ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.url}/github?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
      };
    },
    azure: (subject, requestToken) => {
      subjects.set(`Bearer ${requestToken}`, subject);
      return {
        TF_BUILD: 'True',
        SYSTEM_TEAMPROJECT: 'octo',
        BUILD_REPOSITORY_NAME: 'app',
        BUILD_BUILDID: '99',
        SYSTEM_OIDCREQUESTURI: `${issuer.url}/azure`,
        SYSTEM_ACCESSTOKEN: requestToken,
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return issuer;
}

/** An OIDC provider of IAM in one account. */
export interface IamOidcProvider {
  readonly account: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** What AWS knows: providers, and the subjects that each role trusts. */
export interface WebIdentityTrust {
  readonly providers: readonly IamOidcProvider[];
  /** Role ARN → subjects. */
  readonly subjects: Readonly<Record<string, readonly string[]>>;
}

/** STS's refusal of a token for a role; undefined when it holds. */
export function webIdentityVerifier(
  trust: () => WebIdentityTrust,
): (token: string, role: AwsRole) => Promise<AwsAnswer | undefined> {
  return async (token, { arn }) => {
    const { iss = '', aud, sub = '', exp = 0 } = decodeJwt(token);
    const account = arn.split(':')[4];
    const provider = trust().providers.find((one) => one.account === account && one.issuer === iss);
    if (provider === undefined)
      return awsError('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${iss}`);
    try {
      await jwtVerify(token, createRemoteJWKSet(new URL(`${iss}/jwks`)), { issuer: provider.issuer });
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        return awsError(
          'ExpiredToken',
          `Token expired: current date/time ${Math.floor(Date.now() / 1_000)} must be before the expiration date/time ${exp}`,
        );
      return awsError('InvalidIdentityToken', "Couldn't retrieve verification key from your identity provider");
    }
    if (![aud].flat().some((one) => one !== undefined && provider.audiences.includes(one)))
      return awsError('InvalidIdentityToken', 'Incorrect token audience');
    if (!trust().subjects[arn]?.includes(sub))
      return awsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    return undefined;
  };
}
