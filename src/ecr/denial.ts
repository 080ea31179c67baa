/** What AWS says about a denial: who, which action, and often the kind of policy that decided. */

/** The kinds of IAM's list of denial reasons (IAM user guide, "Troubleshoot access denied error messages"). */
export type PolicyKind =
  | 'identity-based'
  | 'resource-based'
  | 'trust'
  | 'service control'
  | 'resource control'
  | 'boundary'
  | 'session'
  | 'endpoint';

export interface Principal {
  readonly partition: string;
  readonly kind: 'user' | 'role' | 'root';
  /** Without its path; empty for root. */
  readonly name: string;
}

export interface Denial {
  /** Such as `sts:AssumeRole`; undefined when AWS did not name one. */
  readonly action: string | undefined;
  readonly principal: Principal | undefined;
  /** The role or other resource that was asked for; undefined for `*` or when it was not named. */
  readonly resource: string | undefined;
  readonly policy: PolicyKind | undefined;
  /** A statement denies; otherwise none allows. */
  readonly isExplicit: boolean;
}

/** Room for the ARNs of a refusal, which have 2,048 characters at most. */
const longestMessage = 8_192;
/** `root`, `user/PATH/NAME` or `assumed-role/NAME/SESSION`; IAM user guide, "IAM identifiers", for the characters. */
const iamName = '[\\w+=,.@-]+';
const principalForm = new RegExp(
  'User: arn:(aws[a-z-]*):(?:iam|sts)::\\d+:' +
    `(?:(root)(?= )|(?:(user)/(?:${iamName}/)*|(?:assumed-role|role)/)(${iamName})(?=[ /]))`,
);

const policyForms: Readonly<Record<PolicyKind, RegExp>> = {
  'identity-based': /identity-based polic/i,
  trust: /trust polic/i,
  'resource-based': /resource-based polic/i,
  'service control': /service control polic/i,
  'resource control': /resource control polic/i,
  boundary: /permissions? boundar/i,
  session: /session polic/i,
  endpoint: /VPC endpoint polic/i,
};
const policyKinds = Object.keys(policyForms) as readonly PolicyKind[];

/** Reads AWS's message; what it does not say stays undefined. */
export function denialIn(text: string): Denial {
  const message = text.slice(0, longestMessage);
  const [, action] = /not authorized to perform:? ?([a-z][a-z0-9-]{1,40}:[A-Za-z]{2,80})\b/i.exec(message) ?? [];
  const [, resource] = /on resource: (arn:[^\s"']{1,2048})/.exec(message) ?? [];
  const [, partition, root, user, name = ''] = principalForm.exec(message) ?? [];
  const [deny] = /explicit(?:ly)? den.*/is.exec(message) ?? [];
  const kind = root ?? user ?? 'role';
  return {
    action,
    resource,
    principal:
      partition === undefined
        ? undefined
        : { partition, kind: kind === 'root' || kind === 'user' ? kind : 'role', name },
    policy: policyKinds.find((policy) => policyForms[policy].test(deny ?? message)),
    isExplicit: deny !== undefined,
  };
}

/** AWS did not give a role; thrown where the role is known. */
export class RoleDenied extends Error {
  override readonly name = 'RoleDenied';

  constructor(
    readonly roleArn: string,
    /** What the SDK threw; to be translated, never shown. */
    readonly reason: unknown,
  ) {
    super(roleArn);
  }
}
