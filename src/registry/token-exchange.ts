/** Turning an AWS identity into an ECR token: the interface that the `ecr` room fulfils. */
import type { EcrHost } from './ecr-host.js';
import type { AwsIdentity } from './identity.js';
import type { Token } from './token.js';

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
  /** Ends the exchange before its own bound does. */
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangedToken extends Token {
  /** Where the AWS credentials came from, in words: `static keys`, `EC2 instance role`, …; never a secret. */
  readonly source: string;
}

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
}
