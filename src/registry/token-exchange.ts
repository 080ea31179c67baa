/** Turning an AWS identity into an ECR token: the interface that the `ecr` room fulfils. */
import type { EcrHost } from './ecr-host.js';
import type { AwsIdentity } from './identity.js';
import type { Token } from './token.js';
import type { JobSubject, WebIdentity } from './web-identity.js';
import type { Secret } from '../secret.js';

export interface ExchangeRequest {
  /** For messages. */
  readonly registry: string;
  /** For hints: the command that sets these credentials, `add` as long as they are not stored. */
  readonly command: 'add' | 'update';
  readonly identity: AwsIdentity;
  /** What the registry's own host says; undefined for a custom domain. The token must be for it. */
  readonly ecrHost: EcrHost | undefined;
  /** Where the token comes from; for a custom domain built from `--region` and `--account`. */
  readonly target: EcrHost;
  /** URL of the ECR API, instead of the one that the target gives. */
  readonly endpoint: string | undefined;
  /** Whether the token file of this machine or pod may stand in for the token of a CI job. Default: no. */
  readonly mayUseMachineToken?: boolean;
  /** Ends the exchange before its own bound does. */
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangedToken extends Token {
  /** Where the AWS credentials came from, in words: `static keys`, `EC2 instance role`, …; never a secret. */
  readonly source: string;
  /** By which token of a job or pod; undefined for other identities. */
  readonly job?: { readonly source: JobTokenSource; readonly subject: JobSubject } | undefined;
}

/** Where the token of a CI job or pod comes from. */
export interface JobTokenSource {
  /** For people: `GitHub Actions`, `the variable AWS_ID_TOKEN`. */
  readonly name: string;
  /** It is the token of the machine or pod, and not signed for a job. */
  readonly isOfMachine: boolean;
  /** The token, or what it is requested with. To be hashed, never kept. */
  readonly scope: Secret;
}

/** Whether the token file of this machine or pod may be used. */
export type JobTokenOptions = Pick<ExchangeRequest, 'mayUseMachineToken' | 'signal'>;

export interface TokenExchange {
  /**
   * One GetAuthorizationToken, bounded in time as a whole, with the SDK's retries.
   * @throws {TsRegError} `refused`, with AWS's reason and a hint; nothing of the SDK's error travels on.
   */
  exchange(request: ExchangeRequest): Promise<ExchangedToken>;
  /**
   * The setting by which a profile uses the role of this machine, such as `credential_source = Ec2InstanceMetadata`;
   * undefined when it does not. Reads the profile files only; sends no request.
   */
  machineRoleSetting(profile: string): Promise<string | undefined>;
  /**
   * Where the token of a web identity comes from here; undefined where there is none, and the exchange says what is
   * missing. Sends no request.
   */
  jobTokenSource(identity: WebIdentity, options: JobTokenOptions): Promise<JobTokenSource | undefined>;
  /** Whom that token names; undefined where it cannot be had. May send a request to the CI system. */
  jobSubject(identity: WebIdentity, options: JobTokenOptions): Promise<JobSubject | undefined>;
}
