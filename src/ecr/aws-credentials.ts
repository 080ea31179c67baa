/** AWS credentials on their way into the SDK, with the words for where they came from; those of the environment. */
import type { ExchangedToken } from '../registry/token-exchange.js';
import type { Environment } from '../system/environment.js';
import { BrokenSetup } from './shared-profiles.js';

/** What the SDK signs with. Plain texts, because the SDK takes no other; they never leave this room. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface SourcedCredentials {
  readonly credentials: AwsCredentials;
  /** For people: `static keys`, `EC2 instance role`, `profile dev (SSO)`; never a secret. */
  readonly source: string;
  /** The token of the CI job or pod that they were given for. */
  readonly job?: ExchangedToken['job'];
}

/** Undefined when there are none. @throws {BrokenSetup} naming the variable that is missing beside the other. */
export function environmentKeys(environment: Environment): AwsCredentials | undefined {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'] || environment['AWS_SECURITY_TOKEN'];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId) throw new BrokenSetup('AWS_SECRET_ACCESS_KEY is set but not AWS_ACCESS_KEY_ID');
  if (!secretAccessKey) throw new BrokenSetup('AWS_ACCESS_KEY_ID is set but not AWS_SECRET_ACCESS_KEY');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
