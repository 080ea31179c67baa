/**
 * Asks another credential helper of docker, as docker does (docker-credential-helpers `client`): one argument, input on
 * stdin, the answer or the error on stdout.
 */
import { cutText, redact } from '../redact.js';
import { Secret } from '../secret.js';
import { runChild } from '../system/bounded-child.js';
import type { Environment } from '../system/environment.js';
import { programOnPath } from '../system/program-on-path.js';
import { timeLimits } from '../system/time-limits.js';
import type { Login } from './docker-logins.js';
import { duplicateKey, type JsonObject, stringMember, wholeJsonValue } from './json-text.js';

export interface HelperHost {
  /** The helper gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** `process.platform`. */
  readonly platform: string;
  /** Ends the helper that runs. */
  readonly interrupted: AbortSignal;
  /** Milliseconds for one call; default: `timeLimits.otherHelper`. */
  readonly timeMs?: number;
}

/** What it answered, or why there is no answer: the end of a sentence that begins with the helper's name. */
export type HelperAnswer<T> = { readonly value: T } | { readonly failure: string };

/** A list of a thousand addresses stays far below this. Bytes. */
const largestAnswer = 1_048_576;
const longestReason = 200;
const notFound = 'credentials not found in native keychain';

/** The addresses that the helper has a password for. */
export async function listOf(helper: string, host: HelperHost): Promise<HelperAnswer<readonly string[]>> {
  const answer = await ask(helper, 'list', { ...host, input: '' });
  if ('failure' in answer) return answer;
  const object = objectIn(answer.value);
  return object === undefined
    ? { failure: 'list did not print a JSON object' }
    : { value: [...new Set(object.members.map(({ key }) => key))] };
}

/** The login that the helper keeps for an address. */
export async function loginAt(helper: string, address: string, host: HelperHost): Promise<HelperAnswer<Login>> {
  const answer = await ask(helper, 'get', { ...host, input: `${address}\n` });
  if ('failure' in answer) return answer;
  const object = objectIn(answer.value);
  const username = object && stringMember(object, 'Username');
  const password = object && stringMember(object, 'Secret');
  if (username === undefined || password === undefined) return { failure: 'get did not print a user and a password' };
  if (username === '' || password === '') return { failure: 'has no password for it' };
  return { value: { address, username, password: new Secret(password) } };
}

interface Call extends HelperHost {
  readonly input: string;
}

async function ask(helper: string, action: 'list' | 'get', call: Call): Promise<HelperAnswer<string>> {
  // docker's names have no slash: such a name would start a program of the working directory.
  const program = /^[A-Za-z0-9][\w.+-]*$/.test(helper) ? programOnPath(`docker-credential-${helper}`, call) : undefined;
  if (program === undefined) return { failure: 'is not on the PATH' };
  const { environment, input, interrupted: signal, timeMs = timeLimits.otherHelper } = call;
  const limits = { timeMs, maximumBytes: largestAnswer, signal };
  const { fault, exitCode, stdout } = await runChild({ words: [program, action], environment, input, ...limits });
  const text = stdout.toString('utf8');
  if (fault === undefined) return { value: text };
  // Errors of the protocol are on stdout.
  const line = exitCode === undefined ? '' : reasonIn(text);
  if (line === notFound) return { failure: 'has no password for it' };
  return { failure: line === '' ? `${action} ${fault}` : `${action} failed: ${line}` };
}

function objectIn(text: string): JsonObject | undefined {
  const value = wholeJsonValue(text);
  return value?.kind === 'object' && duplicateKey(value) === undefined ? value : undefined;
}

/** The reason of a helper in one line; what looks like an answer may hold a secret, and is left out. */
function reasonIn(text: string): string {
  const [line = ''] = text.trim().split(/[\r\n]+/);
  return line.includes('{') ? '' : redact(cutText(line, longestReason)).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}
