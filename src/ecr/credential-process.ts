/**
 * Runs the `credential_process` of a profile and reads the keys that it prints (AWS SDKs reference guide, "Process
 * credential provider").
 */
import { exec } from 'node:child_process';
import { cutText, redact } from '../redact.js';
import { withoutSecrets } from '../system/child-environment.js';
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
const longestLine = 2_000;

/**
 * The keys. The program cannot ask questions: its stdin is empty.
 * @throws {CredentialProcessFailure} naming the profile, with the exit code or what the answer
 * lacks, never its text.
 */
export async function credentialProcess(asked: CredentialProcess): Promise<AwsCredentials> {
  return parse(await outputOf(asked), asked);
}

function outputOf({ profile, command, environment }: CredentialProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (fault: string, stderr: string): void => {
      clearTimeout(timer);
      reject(
        new CredentialProcessFailure(`credential_process of profile ${profile} ${fault}${firstLine(stderr)}`, profile),
      );
    };
    const child = exec(
      command,
      { env: withoutSecrets(environment), maxBuffer: maximumBytes, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error !== null) fail(`failed (${endOf(error)})`, stderr);
        else {
          clearTimeout(timer);
          resolve(stdout);
        }
      },
    );
    let said = '';
    child.stderr?.on('data', (text: string) => {
      said = cutText(said + text, longestLine);
    });
    const timer = setTimeout(() => {
      fail(`did not end within ${longestRun / 1_000} s; does it wait for an answer?`, said);
      child.kill('SIGKILL');
      // Programs that it started may live on and hold its pipes.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, longestRun);
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
  const line = redact(cutText(stderr, longestLine))
    .split(/[\r\n]+/)
    .find((text) => text.trim() !== '');
  return line === undefined ? '' : `: ${line.trim()}`;
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
