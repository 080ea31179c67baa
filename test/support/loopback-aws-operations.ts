/** What the loopback AWS answers to each operation, once the signature has been verified. */
import type { AwsPrincipal, AwsPrincipals, AwsRole, AwsSession } from './aws-principals.js';
import type { AwsTokens } from './aws-tokens.js';
import { accessDenied, type AwsAnswer, awsError } from './loopback-aws-answers.js';

/** The refusal of a web identity token for a role; undefined when it holds. */
export type WebIdentityVerifier = (token: string, role: AwsRole) => Promise<AwsAnswer | undefined>;

export interface AwsState {
  /** Instead of the tokens that a role lists. */
  readonly verifyWebIdentity?: WebIdentityVerifier | undefined;
  readonly principals: AwsPrincipals;
  readonly tokens: AwsTokens;
}

export interface AwsCallFacts {
  readonly operation: string;
  /** The service in the signature's scope: `ecr`, `ecr-public`, `sts`. */
  readonly service: string;
  readonly region: string;
  /** JSON body or form fields. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, by AWS's clock. */
  readonly now: number;
}

/** Operations that need no signature: the token in the request is the proof. */
export const unsignedOperations: readonly string[] = ['AssumeRoleWithWebIdentity'];

/** The answer to a signed call. */
export function answerSigned(state: AwsState, principal: AwsPrincipal, call: AwsCallFacts): AwsAnswer {
  const action = `${call.service}:${call.operation}`;
  if (principal.denied?.includes(action)) return accessDenied(principal.arn, action);
  switch (action) {
    case 'ecr:GetAuthorizationToken':
    case 'ecr-public:GetAuthorizationToken':
      return authorizationToken(state, principal, call);
    case 'sts:GetCallerIdentity':
      return {
        kind: 'result',
        body: { Arn: principal.arn, UserId: principal.accessKeyId, Account: principal.account },
      };
    case 'sts:AssumeRole':
      return assumeRole(state, principal, call);
    default:
      return awsError('UnknownOperation', `unknown operation ${call.operation}`);
  }
}

/** AssumeRoleWithWebIdentity: the OIDC token must be one that the role trusts. */
export async function answerUnsigned(state: AwsState, call: AwsCallFacts): Promise<AwsAnswer> {
  const role = state.principals.role(text(call.input['RoleArn']));
  const token = text(call.input['WebIdentityToken']);
  if (role && state.verifyWebIdentity)
    return (await state.verifyWebIdentity(token, role)) ?? assumed(state, role, call);
  if (!role?.webIdentityTokens?.includes(token)) {
    return awsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  return assumed(state, role, call);
}

function authorizationToken(state: AwsState, principal: AwsPrincipal, call: AwsCallFacts): AwsAnswer {
  const ids = call.input['registryIds'];
  const account: unknown = Array.isArray(ids) && ids.length > 0 ? ids[0] : principal.account;
  const isPrivate = call.service === 'ecr';
  const reply = state.tokens.issue({ account: text(account), region: call.region, private: isPrivate, now: call.now });
  if (isPrivate) return { kind: 'result', body: { authorizationData: reply ? [reply] : [] } };
  return { kind: 'result', body: reply ? { authorizationData: reply } : {} };
}

function assumeRole(state: AwsState, principal: AwsPrincipal, call: AwsCallFacts): AwsAnswer {
  const arn = text(call.input['RoleArn']);
  const role = state.principals.role(arn);
  const trusted = role && (role.trusted ?? [principal.arn]).includes(principal.arn);
  if (!trusted || (role.externalId !== undefined && role.externalId !== call.input['ExternalId'])) {
    return accessDenied(principal.arn, 'sts:AssumeRole', arn);
  }
  return assumed(state, role, call);
}

function assumed(state: AwsState, role: AwsRole, call: AwsCallFacts): AwsAnswer {
  const session = state.principals.issueSession(role, text(call.input['RoleSessionName']), call.now + 3_600_000);
  return {
    kind: 'result',
    body: {
      Credentials: credentialsOf(session),
      AssumedRoleUser: { AssumedRoleId: `AROA:${text(call.input['RoleSessionName'])}`, Arn: session.arn },
    },
  };
}

/** The four fields of temporary keys in STS, in the XML's words. */
function credentialsOf(session: AwsSession): Readonly<Record<string, string>> {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiresAt).toISOString(),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
