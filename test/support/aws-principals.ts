/** The loopback AWS's table of access keys: who holds them, what they may do, and until when. */
import { randomBytes } from 'node:crypto';

export interface AwsPrincipal {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Set for temporary keys (`ASIA…`). */
  readonly sessionToken?: string;
  readonly account: string;
  readonly arn: string;
  /** Milliseconds since the epoch; only temporary keys end. */
  readonly expiresAt?: number;
  /** IAM actions that the principal may not call, such as `ecr:GetAuthorizationToken`. */
  readonly denied?: readonly string[];
}

export interface AwsRole {
  readonly arn: string;
  /** AssumeRole must come with this external id. */
  readonly externalId?: string;
  /** ARNs that may assume the role; undefined: everybody whose keys verify. */
  readonly trusted?: readonly string[];
  /** Web identity tokens (OIDC) that may assume it. */
  readonly webIdentityTokens?: readonly string[];
  readonly denied?: readonly string[];
}

/** Temporary keys as AWS gives them out, with all parts present. */
export type AwsSession = AwsPrincipal & { readonly sessionToken: string; readonly expiresAt: number };

/** Keys by access key id, and the roles that sessions are made from. */
export class AwsPrincipals {
  readonly #keys = new Map<string, AwsPrincipal>();
  readonly #roles = new Map<string, AwsRole>();

  constructor(keys: readonly AwsPrincipal[], roles: readonly AwsRole[]) {
    for (const key of keys) this.add(key);
    for (const role of roles) this.#roles.set(role.arn, role);
  }

  add(principal: AwsPrincipal): void {
    this.#keys.set(principal.accessKeyId, principal);
  }

  find(accessKeyId: string): AwsPrincipal | undefined {
    return this.#keys.get(accessKeyId);
  }

  role(arn: string): AwsRole | undefined {
    return this.#roles.get(arn);
  }

  /** Makes temporary keys for a role, as AssumeRole, IMDS, ECS and SSO do. */
  issueSession(role: AwsRole, sessionName: string, expiresAt: number): AwsSession {
    const [, , , , account = '', resource = ''] = role.arn.split(':');
    const session: AwsSession = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
      account,
      arn: `arn:aws:sts::${account}:assumed-role/${resource.replace(/^role\//, '')}/${sessionName}`,
      expiresAt,
      ...(role.denied === undefined ? {} : { denied: role.denied }),
    };
    this.add(session);
    return session;
  }
}
