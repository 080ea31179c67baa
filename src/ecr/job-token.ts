/** Finds the token that the CI system signs for this job, and reads what it says. */
import type { JobTokenOptions, JobTokenSource } from '../registry/token-exchange.js';
import { formatWebIdentity, tokenFileVariable, type WebIdentity, webIdentityUser } from '../registry/web-identity.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { readAwsFile, UnreadableAwsFile } from './bounded-file.js';
import { ciSystemOf } from './ci-systems.js';
import { JobTokenFailure } from './job-token-failure.js';
import { azureToken, buildkiteToken, githubToken, type JobTokenContext } from './job-token-requests.js';
import { readClaims, type TokenClaims } from './json-web-token.js';

/** What AWS's own tools and GitHub's action ask for. */
export const defaultAudience = 'sts.amazonaws.com';
/** In this order of precedence. */
const tokenVariables = [
  'AWS_ID_TOKEN',
  'OIDC_TOKEN',
  'CIRCLE_OIDC_TOKEN_V2',
  'BITBUCKET_STEP_OIDC_TOKEN',
  'TFC_WORKLOAD_IDENTITY_TOKEN',
];

export interface FoundJobToken extends JobTokenSource {
  readonly fetch: (context: JobTokenContext) => Promise<string>;
}

export interface JobToken {
  readonly token: string;
  readonly claims: TokenClaims;
}

/** Where the token comes from; undefined where there is none, see {@link missingToken}. Sends no request. */
export async function findJobToken(
  { variable, podToken }: WebIdentity,
  environment: Environment,
  { mayUseMachineToken }: JobTokenOptions,
): Promise<FoundJobToken | undefined> {
  if (podToken !== undefined) return given('the service account of the pod', podToken.reveal());
  const file = environment[tokenFileVariable];
  if (variable === tokenFileVariable) return file ? ofFile(file) : undefined;
  if (variable !== undefined) return ofVariable(variable, environment);
  const requested = requestedToken(environment);
  if (requested !== undefined) return requested;
  const found = tokenVariables.map((name) => ofVariable(name, environment)).find((source) => source !== undefined);
  if (found !== undefined || !file) return found;
  // In a job that could have a token of its own, the one of the machine is not taken for it unless that is allowed.
  return mayUseMachineToken === true || ciSystemOf(environment) === undefined ? ofFile(file) : undefined;
}

/** The token and what it says. @throws {JobTokenFailure} when there is none, or one for another audience. */
export async function readJobToken(
  identity: WebIdentity,
  found: FoundJobToken,
  context: Omit<JobTokenContext, 'audience'>,
): Promise<JobToken> {
  const token = await found.fetch({ ...context, audience: identity.audience ?? defaultAudience });
  const claims = readClaims(token);
  const system = ciSystemOf(context.environment);
  const line = system?.line(identity.audience ?? defaultAudience);
  if (claims === undefined)
    throw new JobTokenFailure(
      `${found.name} gives no JSON Web Token with issuer, subject and audience`,
      line ?? hint`a token has three parts with dots between, and no line breaks`,
    );
  if (identity.audience !== undefined && !claims.audiences.includes(identity.audience))
    throw new JobTokenFailure(
      `the token of ${found.name} has aud ${claims.audiences.join(', ')} and sub ${claims.subject}, ` +
        `and the record wants the audience ${identity.audience}`,
      // A token in a variable of its own comes from elsewhere than the line says.
      system?.choosesAudience === true && line !== undefined && identity.variable === undefined
        ? line
        : hint`name the audience that the token has: ts-reg registry add HOST ${webIdentityUser}
            ${formatWebIdentity({ ...identity, audience: claims.audiences[0] })} --replace`,
    );
  return { token, claims };
}

/** What is missing, with the line that adds it. */
export function missingToken(
  { variable, audience = defaultAudience }: WebIdentity,
  environment: Environment,
): JobTokenFailure {
  const system = ciSystemOf(environment);
  if (variable !== undefined)
    return new JobTokenFailure(
      `the variable ${variable}, which should hold the token of this job, is not set`,
      system?.name === 'GitLab'
        ? hint`add to the job in .gitlab-ci.yml: id_tokens: { ${variable}: { aud: ${audience} } }`
        : hint`set ${variable} in the environment of this command`,
    );
  if (system !== undefined) return new JobTokenFailure(`${system.name}: ${system.missing}`, system.line(audience));
  return new JobTokenFailure(
    'no CI system has signed a token for this process',
    hint`${webIdentityUser} is for jobs of a CI system; here, use awsauto or a profile, or set AWS_ID_TOKEN`,
  );
}

/** Systems that sign a token when a job asks for it. */
function requestedToken(environment: Environment): FoundJobToken | undefined {
  const {
    ACTIONS_ID_TOKEN_REQUEST_URL: github,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: githubBearer,
    SYSTEM_OIDCREQUESTURI: azure,
    SYSTEM_ACCESSTOKEN: azureBearer,
    BUILDKITE_AGENT_ACCESS_TOKEN: agent,
    BUILDKITE_JOB_ID: job = '',
  } = environment;
  const source = (name: string, scope: readonly string[], fetch: FoundJobToken['fetch']): FoundJobToken => ({
    name,
    isOfMachine: false,
    scope: new Secret(JSON.stringify(scope)),
    fetch,
  });
  if (github && githubBearer) return source('GitHub Actions', [github, githubBearer], githubToken);
  if (tokenVariables.some((name) => environment[name])) return undefined;
  if (agent) return source('Buildkite', [job, agent], buildkiteToken);
  return azure && azureBearer ? source('Azure Pipelines', [azure, azureBearer], azureToken) : undefined;
}

function ofVariable(name: string, environment: Environment): FoundJobToken | undefined {
  const token = environment[name]?.trim();
  return token ? given(name, token) : undefined;
}

function given(name: string, token: string): FoundJobToken {
  return { name, isOfMachine: false, scope: new Secret(token), fetch: () => Promise.resolve(token) };
}

/** Read each time: the kubelet rotates it. */
async function ofFile(path: string): Promise<FoundJobToken> {
  const source = { name: tokenFileVariable, isOfMachine: true };
  try {
    const text = (await readAwsFile(path))?.trim();
    if (text !== undefined) return { ...given(tokenFileVariable, text), ...source };
    return { ...source, scope: new Secret(''), fetch: () => Promise.reject(unreadable(`${path} does not exist`)) };
  } catch (error) {
    if (!(error instanceof UnreadableAwsFile)) throw error;
    return { ...source, scope: new Secret(''), fetch: () => Promise.reject(unreadable(error.message)) };
  }
}

function unreadable(what: string): JobTokenFailure {
  return new JobTokenFailure(
    `${tokenFileVariable}: ${what}`,
    hint`unset AWS_WEB_IDENTITY_TOKEN_FILE, or let it name the file of the token`,
  );
}
