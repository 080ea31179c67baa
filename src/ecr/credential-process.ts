/**
 * Runs the `credential_process` of a profile and reads the keys that it prints (AWS SDKs reference guide, "Process
 * credential provider").
 */
import { exec } from 'node:child_process';
import { redact } from '../redact.js';
import { withoutSecrets } from '../system/child-environment.js';
import type { Environment } from '../system/environment.js';
import type { AwsCredentials } from './aws-credentials.js';
import { BrokenSetup } from './shared-profiles.js';

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

/**
 * The keys. Nobody can answer a question of the program: its stdin is at its end.
 * @throws {BrokenSetup} naming the profile, with the exit code or what is missing in the answer, never its text.
 */
export async function credentialProcess(asked: CredentialProcess): Promise<AwsCredentials> {
  return parse(await outputOf(asked), asked);
}

function outputOf({ profile, command, environment }: CredentialProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = exec(
      command,
      { env: withoutSecrets(environment), maxBuffer: maximumBytes, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(
            new BrokenSetup(`credential_process of profile ${profile} failed (${endOf(error)})${firstLine(stderr)}`),
          );
      },
    );
    child.stdin?.on('error', () => undefined).end();
  });
}

function endOf(error: {
  readonly code?: string | number | null | undefined;
  readonly signal?: string | null | undefined;
}): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'its output is larger than 64 KiB';
  return typeof error.code === 'number' ? `exit code ${error.code}` : (error.signal ?? 'it could not be started');
}

function firstLine(stderr: string): string {
  const line = redact(stderr.slice(0, 2_000))
    .split(/[\r\n]+/)
    .find((text) => text.trim() !== '');
  return line === undefined ? '' : `: ${line.trim()}`;
}

function parse(text: string, { profile, now }: CredentialProcess): AwsCredentials {
  const refuse = (fault: string): BrokenSetup => new BrokenSetup(`credential_process of profile ${profile} ${fault}`);
  const fields = fieldsOf(text);
  if (fields === undefined) throw refuse('printed no JSON object');
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
  if (expiration !== undefined && Number.isNaN(expiration)) throw refuse('printed an Expiration that is no time');
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
