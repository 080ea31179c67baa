/**
 * Runs the `credential_process` of a profile and reads the keys that it prints (AWS SDKs reference guide, "Process
 * credential provider").
 */
import { firstLine, runChild } from '../system/bounded-child.js';
import type { Environment } from '../system/environment.js';
import type { AwsCredentials } from './aws-credentials.js';
import { CredentialProcessFailure } from './shared-profiles.js';

export interface CredentialProcess {
  readonly profile: string;
  /** A line for the shell. */
  readonly command: string;
  /** The program gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const maximumBytes = 64 * 1024;
/** Less than what the whole exchange takes by default, so that the program is named. Milliseconds. */
const longestRun = 10_000;

/**
 * The keys. The program cannot ask questions: its stdin is empty.
 * @throws {CredentialProcessFailure} naming the profile, with the exit code or what the answer
 * lacks, never its text.
 */
export async function credentialProcess(asked: CredentialProcess): Promise<AwsCredentials> {
  return parse(await outputOf(asked), asked);
}

async function outputOf({ profile, command, environment }: CredentialProcess): Promise<string> {
  const limits = { timeMs: longestRun, maximumBytes };
  const ended = await runChild({ words: [command], isShellLine: true, environment, ...limits });
  if (ended.fault === undefined) return ended.stdout.toString('utf8');
  const line = firstLine(ended.stderr);
  const said = line === '' ? '' : `: ${line}`;
  throw new CredentialProcessFailure(`credential_process of profile ${profile} ${ended.fault}${said}`, profile);
}

function parse(text: string, { profile, now }: CredentialProcess): AwsCredentials {
  const refuse = (fault: string): CredentialProcessFailure =>
    new CredentialProcessFailure(`credential_process of profile ${profile} ${fault}`, profile);
  const fields = fieldsOf(text);
  if (fields === undefined) throw refuse('did not print a JSON object');
  const {
    Version: version,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expires,
  } = fields;
  if (version !== 1) throw refuse('printed no "Version": 1');
  if (typeof accessKeyId !== 'string' || accessKeyId === '') throw refuse('printed no AccessKeyId');
  if (typeof secretAccessKey !== 'string' || secretAccessKey === '') throw refuse('printed no SecretAccessKey');
  const expiration = typeof expires === 'string' ? Date.parse(expires) : undefined;
  if (expiration !== undefined && Number.isNaN(expiration)) throw refuse('printed an invalid Expiration');
  if (expiration !== undefined && expiration <= now) throw refuse('printed credentials that have expired');
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === 'string' && sessionToken !== '' ? { sessionToken } : {}),
    ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
  };
}

/** Parser errors would quote the secret, so none of their text is kept. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text.trim());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
