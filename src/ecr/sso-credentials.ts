/** The keys of a permission set, from the portal of IAM Identity Center (API reference, "GetRoleCredentials"). */
import type { AwsCredentials } from './aws-credentials.js';
import { askSso, type SsoContext, SsoRefused } from './sso-request.js';
import { ssoAccessToken, type SsoSession, SsoSessionEnded } from './sso-token.js';

export interface SsoRole extends SsoSession {
  readonly accountId: string;
  readonly roleName: string;
}

/** @throws {SsoSessionEnded} when there is no session any more, by the file or by the portal; {SsoRefused} else. */
export async function ssoCredentials(role: SsoRole, context: SsoContext): Promise<AwsCredentials> {
  const accessToken = await ssoAccessToken(role, context);
  const answer = await askSso(
    {
      service: 'portal',
      region: role.region,
      method: 'GET',
      path: '/federation/credentials',
      query: { account_id: role.accountId, role_name: role.roleName },
      headers: { 'x-amz-sso_bearer_token': accessToken },
    },
    context,
  ).catch((error: unknown) => {
    if (error instanceof SsoRefused && error.statusCode === 401)
      throw new SsoSessionEnded(role.profile, 'the SSO session is not valid any more');
    throw error;
  });
  return parse(answer['roleCredentials']);
}

function parse(found: unknown): AwsCredentials {
  const fields: Readonly<Record<string, unknown>> = typeof found === 'object' && found !== null ? { ...found } : {};
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = fields;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof sessionToken !== 'string') {
    throw new SsoRefused('SsoError', 200, 'the answer of SSO holds no credentials');
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    ...(typeof expiration === 'number' ? { expiration: new Date(expiration) } : {}),
  };
}
