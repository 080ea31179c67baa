/** The keys that the environment holds. */
import type { Environment } from '../system/environment.js';
import type { AwsCredentials } from './aws-credentials.js';
import { BrokenSetup } from './shared-profiles.js';

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
