/** Requests a token from the CI systems that sign one when a job asks for it. */
import { boundedSignal } from '../http/bounded-signal.js';
import { createHttpClient, type HttpAnswer, type HttpRequest } from '../http/http-client.js';
import { HttpFailure } from '../http/http-failure.js';
import { notOnPath, runChild } from '../system/bounded-child.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { isLoopbackHost } from '../system/ip-address.js';
import { parseObject } from '../system/json-object.js';
import { timeLimits } from '../system/time-limits.js';
import { pause } from '../system/wait.js';
import { JobTokenFailure } from './job-token-failure.js';

export interface JobTokenContext {
  readonly environment: Environment;
  /** PEM texts, trusted in addition to Node's own roots. */
  readonly certificateAuthorities: readonly string[];
  readonly signal: AbortSignal;
  readonly audience: string;
}

/** Bytes; tokens take 1 to 4 KiB. */
const maximumBytes = 64 * 1024;
const attempts = 3;

/** GitHub, "OpenID Connect reference": GET with the audience, answered with `value`. */
export async function githubToken(context: JobTokenContext): Promise<string> {
  const url = safeUrl('ACTIONS_ID_TOKEN_REQUEST_URL', context.environment);
  url.searchParams.set('audience', context.audience);
  const bearer = context.environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  return memberOf(await persistently({ method: 'GET', url, headers: headersWith(bearer) }, context), 'value', url);
}

/** Azure DevOps REST API, "Oidctoken - Create": POST, answered with `oidcToken`; the audience is Azure's own. */
export async function azureToken(context: JobTokenContext): Promise<string> {
  const url = safeUrl('SYSTEM_OIDCREQUESTURI', context.environment);
  url.searchParams.set('api-version', '7.1-preview.1');
  const bearer = context.environment['SYSTEM_ACCESSTOKEN'] ?? '';
  const headers = { ...headersWith(bearer), 'content-type': 'application/json' };
  return memberOf(await persistently({ method: 'POST', url, headers, body: '' }, context), 'oidcToken', url);
}

/** Buildkite, "buildkite-agent oidc": the agent prints the token. */
export async function buildkiteToken({ environment, signal, audience }: JobTokenContext): Promise<string> {
  const words = ['buildkite-agent', 'oidc', 'request-token', '--audience', audience];
  const limits = { timeMs: timeLimits.jobTokenProgram, maximumBytes, signal };
  const { fault, stdout } = await runChild({ words, environment, ...limits });
  if (fault === undefined) return stdout.toString('utf8').trim();
  throw new JobTokenFailure(
    fault === notOnPath ? `buildkite-agent ${notOnPath}` : 'buildkite-agent gave no token',
    hint`see what this prints: ${words} > /dev/null`,
  );
}

/** A token that proves the job goes out with this request, so no one else may read it on its way. */
function safeUrl(variable: string, environment: Environment): URL {
  const text = environment[variable] ?? '';
  const next = hint`${variable} is set by the CI system; do not change it`;
  if (!URL.canParse(text)) throw new JobTokenFailure(`${variable} is not a URL`, next);
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname)))
    throw new JobTokenFailure(`${variable} leads to ${url.host}, which requires https`, next);
  return url;
}

function headersWith(bearer: string): Readonly<Record<string, string>> {
  return { accept: 'application/json', authorization: `Bearer ${bearer}` };
}

/** A redirect is not followed: it would take the request token elsewhere. */
async function persistently(
  request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
  { environment, certificateAuthorities, signal }: JobTokenContext,
): Promise<HttpAnswer> {
  const client = createHttpClient({ environment, certificateAuthorities });
  const { host } = request.url;
  const fail = (what: string): never => {
    throw new JobTokenFailure(`${host}: ${what}`, hint`the CI system gave no token for this job; start the job again`);
  };
  for (let attempt = 1; ; attempt += 1) {
    const bounded = boundedSignal(signal, timeLimits.jobTokenRequest);
    const answer = await client
      .send({ ...request, verifyTls: true, signal: bounded, maximumBytes })
      .catch((error: unknown) => {
        if (!(error instanceof HttpFailure)) throw error;
        return error;
      });
    const isPassing = answer instanceof HttpFailure || answer.status >= 500 || answer.status === 429;
    if (isPassing && attempt < attempts && !signal.aborted) {
      await pause(timeLimits.jobTokenPause * attempt, signal);
      continue;
    }
    if (answer instanceof HttpFailure) return fail(answer.message);
    if (answer.status !== 200) fail(`the request for a token was answered with HTTP ${answer.status}`);
    return answer;
  }
}

/** Nothing of the answer is repeated: it may hold the token. */
function memberOf({ body }: HttpAnswer, name: string, { host }: URL): string {
  const value = parseObject(body)?.[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new JobTokenFailure(
    `${host} answered without a token`,
    hint`does a proxy intercept the connection? start the job again`,
  );
}
