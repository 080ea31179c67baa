/**
 * What a record says about the identity of a CI job: a role, and how to find the token that the CI system signs for the
 * job. None of it is a secret.
 */
import type { Secret } from '../secret.js';

export interface WebIdentity {
  readonly roleArn: string;
  /** What the token must be for; undefined: `sts.amazonaws.com` where it is requested, anything where it is given. */
  readonly audience: string | undefined;
  /** Name of the variable that holds the token; undefined: it is looked for. */
  readonly variable: string | undefined;
  /** The token that came with a request of the kubelet; in no record. */
  readonly podToken?: Secret | undefined;
}

/** Who a token of a CI job or pod was signed by and for. */
export interface JobSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** What a request of the kubelet says about the service account of a pod (Kubernetes KEP-4412). */
export interface PodRequest {
  /** Signed for the service account. */
  readonly token: Secret | undefined;
  /** Of {@link roleAnnotation}. */
  readonly roleArn: string | undefined;
}

/** The annotation that EKS knows too (EKS user guide, "IAM roles for service accounts"). */
export const roleAnnotation = 'eks.amazonaws.com/role-arn';
/** The user name of such records. */
export const webIdentityUser = '_web_identity';
/** In the place of a role: the role of the service account of each pod, for the kubelet. */
export const podRole = 'pod';
/** A token file of this machine or pod, which is not signed for a job. */
export const tokenFileVariable = 'AWS_WEB_IDENTITY_TOKEN_FILE';

/** IAM user guide, "IAM identifiers". */
export const roleArnForm = /^arn:[a-z0-9-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;
/** IAM API reference, CreateOpenIDConnectProvider: 1 to 255 characters. */
export const audienceForm = /^[^;\s\p{C}]{1,255}$/u;
const variableForm = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const options = ['audience', 'token'] as const;

/** Reads `ROLE_ARN;audience=…;token=VARIABLE`; {@link webIdentityFault} says what is wrong with a text. */
export function parseWebIdentity(text: string): WebIdentity {
  const [roleArn = '', ...rest] = text.split(';');
  const valueOf = (name: (typeof options)[number]): string | undefined =>
    rest.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  return { roleArn, audience: valueOf('audience'), variable: valueOf('token') };
}

/** The text that {@link parseWebIdentity} reads back. */
export function formatWebIdentity({ roleArn, audience, variable }: WebIdentity): string {
  return [
    roleArn,
    ...(audience === undefined ? [] : [`audience=${audience}`]),
    ...(variable === undefined ? [] : [`token=${variable}`]),
  ].join(';');
}

/** What is wrong with the text of a record, without any of it; undefined when it is sound. */
export function webIdentityFault(text: string): string | undefined {
  const { roleArn, audience, variable } = parseWebIdentity(text);
  if (text === podRole) return undefined;
  const [, ...rest] = text.split(';');
  if (!roleArnForm.test(roleArn))
    return `the password of ${webIdentityUser} is the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME`;
  const names = rest.map((part) => /^(\w+)=/.exec(part)?.[1] ?? '');
  if (names.some((name) => !(options as readonly string[]).includes(name)) || new Set(names).size < names.length)
    return `behind the role of ${webIdentityUser} come ;audience=AUDIENCE and ;token=VARIABLE, each once at most`;
  if (audience !== undefined && !audienceForm.test(audience)) return 'the audience is empty or has blanks';
  if (variable !== undefined && !variableForm.test(variable)) return 'token is not the name of a variable';
  return undefined;
}

/**
 * The name under which a token of a pod is kept beside those of other pods; `mark` tells them apart. No registry has
 * such a name. These tokens stay on the node.
 */
export function podSlot(registry: string, mark: string): string {
  return `${registry}\n${mark}`;
}

export function isPodSlot(name: string): boolean {
  return name.includes('\n');
}
