/**
 * The messages of Docker's credential helper protocol: what a client writes to stdin, checked before anything is
 * looked up under it, and the one line of JSON that answers `get`.
 */
import { TsRegError } from '../errors.js';
import { parseServerAddress, type ServerAddress } from '../registry/server-address.js';
import { Secret } from '../secret.js';
import { duplicateKey, firstJsonValue, type JsonObject, memberOf } from './json-text.js';
import { stdinLimits } from '../system/stdin.js';

export interface GivenCredential {
  readonly serverUrl: string;
  readonly username: string;
  readonly password: Secret;
}

/**
 * The address that `get` and `erase` are given: one line, without the blanks and line ends around it.
 * @throws {TsRegError} `usage`, in the protocol's words when there is none.
 */
export function readGivenAddress(input: string): string {
  checkLength(input);
  // A no-break space or a byte order mark stays, and is refused.
  const address = trimEnds(input, ' \t\r\n');
  checkAddress(address);
  return address;
}

/** What `get` asks for. */
export interface AskedAddress {
  /** As the client wrote it; the answer repeats it. */
  readonly serverUrl: string;
  readonly address: ServerAddress;
}

/** @throws {TsRegError} `usage`. */
export function readAskedAddress(input: string): AskedAddress {
  const serverUrl = readGivenAddress(input);
  return { serverUrl, address: parseServerAddress(serverUrl) };
}

/**
 * What `store` is given: the first JSON value, keys in any case.
 * @throws {TsRegError} `usage`; nothing of the input is repeated.
 */
export function readGivenCredential(input: string): GivenCredential {
  checkLength(input);
  if (input.includes('\ufffd')) throw refuse('input is not UTF-8');
  const value = firstJsonValue(input);
  if (value?.kind !== 'object') throw refuse('input is not a JSON object');
  if (duplicateKey(value) !== undefined) throw refuse('input has a duplicate key');
  const serverUrl = textOf(value, 'ServerURL');
  const username = textOf(value, 'Username');
  const password = textOf(value, 'Secret');
  checkAddress(serverUrl);
  if (username === '') throw refuse('no credentials username');
  // RFC 7617 §2: neither has a place in Basic, and a line break could pose as another field.
  if (/[\p{Cc}:]/u.test(username)) throw refuse('user name contains a colon or a control character');
  return { serverUrl, username, password: new Secret(password) };
}

/** Absent reads as empty, as in Go. */
function textOf(object: JsonObject, name: string): string {
  const value = memberOf(object, name)?.value;
  if (value === undefined) return '';
  if (value.kind !== 'string') throw refuse(`${name} is not a string`);
  if (/\p{Cs}/u.test(value.text)) throw refuse(`${name} is not Unicode text`);
  return value.text;
}

function checkAddress(address: string): void {
  if (address === '') throw refuse('no credentials server URL');
  if (!/^[!-~]+$/.test(address))
    throw refuse('server URL contains a space, a control character or another character that no address can have');
}

function checkLength(input: string): void {
  if (Buffer.byteLength(input) > stdinLimits.helper) throw refuse(`input is longer than ${stdinLimits.helper} bytes`);
}

function refuse(message: string): TsRegError {
  return new TsRegError('usage', message);
}

/** The text without any of these characters at its start and end. */
export function trimEnds(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** `ServerURL` is what the client asked for, trimmed (docker-credential-helpers, `credentials.Get`). */
export function credentialLine(serverUrl: string, username: string, secret: Secret): string {
  return `${JSON.stringify({ ServerURL: serverUrl, Username: username, Secret: secret.reveal() })}\n`;
}
