/**
 * What may be known about an error that is not ours: a few facts, in words that are safe to print. Texts of the SDK
 * and of Node are let through by kind alone; parser errors quote their input and `exec` its command line.
 */
import { failureFrom, type FailureReason, HttpFailure } from '../http/http-failure.js';
import { cutText, redact } from '../redact.js';
import type { Secret } from '../secret.js';
import { errnoOf } from '../system/file-error.js';
import { NoCredentials, NotSetUp } from './credential-links.js';
import { UnusableReply } from './authorization-token.js';
import { UnreadableAwsFile } from './bounded-file.js';
import { ContainerCredentialsFailure } from './container-credentials.js';
import { JobTokenFailure } from './job-token-failure.js';
import { BrokenSetup } from './shared-profiles.js';
import { SsoSessionEnded } from './sso-token.js';

export interface ForeignFacts {
  /** AWS's name of the error, such as `AccessDeniedException`; empty when it is not an error of AWS. */
  readonly awsError: string;
  /** One line, at most 300 characters, no control characters, no known secret. */
  readonly message: string;
  /** Set when there was no (whole) answer. */
  readonly failure: FailureReason | undefined;
  /** Of an answer that was not AWS's, or of a proxy that refused the connection. */
  readonly httpStatus: number | undefined;
  /** AWS's clock in milliseconds since the epoch, from the Date header. */
  readonly serverTime: number | undefined;
}

const longest = 300;
/**
 * No message that AWS was seen to send comes near it; what is longer is cut before any pattern looks at it. Characters.
 */
const longestMatched = 8_192;
/** Characters that move the cursor, hide text or turn its direction (C0, C1, bidi, zero-width). */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
/** What the SDK appends to the message of any error that a body could not be read for. */
const sdkAppendix = 'Deserialization error: to see the raw response';
/** What AWS appends to a refused signature: the request that was signed. */
const signedRequest = 'The Canonical String for this request';
/** Messages of the SDK itself, by the class of error, that hold configuration and never input. */
const trustedClasses = ['CredentialsProviderError', 'ProviderError', 'TokenProviderError'];
const trustedTexts = /^(?:Region not accepted|Invalid Configuration|FIPS|DualStack|The services section)/;

/** Our own words. */
const ownErrors = [
  NoCredentials,
  NotSetUp,
  UnusableReply,
  ContainerCredentialsFailure,
  BrokenSetup,
  UnreadableAwsFile,
  SsoSessionEnded,
  JobTokenFailure,
];

/** Reads an error; `secrets` are cut out of its text wherever they stand. */
export function foreignFacts(error: unknown, signal: AbortSignal, secrets: readonly Secret[]): ForeignFacts {
  const failure = failureOf(error, signal);
  const foreignStatus = failure === undefined ? statusOfForeignAnswer(error) : undefined;
  const name = failure === undefined && foreignStatus === undefined ? awsErrorName(error) : '';
  const text =
    failure?.message ??
    (foreignStatus === undefined ? safeText(error) : `answered HTTP ${foreignStatus} in a format that is not AWS's`);
  return {
    awsError: name,
    message: oneLine(redact(text, secrets, { longest: longestMatched })),
    failure: failure?.reason,
    httpStatus: failure === undefined ? foreignStatus : failure.status,
    serverTime: serverTime(error),
  };
}

/** An error in a few words, for the list of places that had no credentials. */
export function describeForeign(error: unknown): string {
  return oneLine(redact(safeText(error), [], { longest: longestMatched })).replace(/\.$/, '');
}

function failureOf(error: unknown, signal: AbortSignal): HttpFailure | undefined {
  if (signal.aborted) return failureFrom(error, signal);
  if (error instanceof HttpFailure) return error;
  if (!(error instanceof Error) || isFileError(error)) return undefined;
  // First the code: the SDK's handler gives the name TimeoutError to ECONNREFUSED and ECONNRESET too.
  if (errnoOf(error) !== undefined && !('$fault' in error)) return failureFrom(error, signal);
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? new HttpFailure('timeout') : undefined;
}

function safeText(error: unknown): string {
  if (!(error instanceof Error)) return 'the AWS SDK failed';
  if (ownErrors.some((own) => error instanceof own)) return error.message;
  if (error instanceof HttpFailure) return error.message;
  if (isFileError(error)) return `${error.path} cannot be read (${error.code})`;
  if (error.name === 'SyntaxError')
    return 'the answer is not in the format of AWS; does a proxy or captive portal intercept the connection?';
  if (error.name === 'InstanceMetadataV1FallbackError')
    return 'returned no session token (not on EC2, disabled, or the hop limit is too low for a container)';
  if (error.message.startsWith('TimeoutError from instance metadata')) return 'stopped answering';
  if (error.message.startsWith('Command failed')) return 'credential_process failed';
  if (awsErrorName(error) !== '') return upTo(error.message, signedRequest);
  if ('statusCode' in error && error.statusCode === 404) return 'this instance has no role';
  if (trustedClasses.includes(error.name) || trustedTexts.test(error.message)) return error.message;
  return `the AWS SDK failed (${error.name})`;
}

/** The name of an exception that a service of AWS answered with; the SDK marks those with `$fault`. */
function awsErrorName(error: unknown): string {
  if (!(error instanceof Error) || !('$fault' in error) || error.name === 'SyntaxError') return '';
  return /^[A-Za-z0-9.:_-]{1,80}$/.test(error.name) ? error.name : 'UnknownError';
}

/**
 * The status of an error page that no service of AWS wrote: the SDK found neither a code nor JSON in it, and says
 * `Unknown: Unknown`. A success that is no JSON keeps the words for it.
 */
function statusOfForeignAnswer(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const isNameless = ['', 'UnknownError', 'Unknown'].includes(awsErrorName(error)) || error.name === 'SyntaxError';
  const response = '$response' in error ? error.$response : undefined;
  if (!isNameless || typeof response !== 'object' || response === null || !('statusCode' in response)) return undefined;
  const { statusCode } = response;
  return typeof statusCode === 'number' && statusCode >= 300 && statusCode < 600 ? statusCode : undefined;
}

function isFileError(error: Error): error is Error & { readonly path: string; readonly code: string } {
  return 'path' in error && typeof error.path === 'string' && errnoOf(error) !== undefined && 'syscall' in error;
}

function serverTime(error: unknown): number | undefined {
  const response = error instanceof Error && '$response' in error ? error.$response : undefined;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers) || typeof headers.date !== 'string')
    return undefined;
  const time = Date.parse(headers.date);
  return Number.isNaN(time) ? undefined : time;
}

/** The text before a mark; white space before it goes when the line is made. */
function upTo(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at === -1 ? text : text.slice(0, at);
}

function oneLine(text: string): string {
  const line = cutText(upTo(text, sdkAppendix), longestMatched).replace(unprintable, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
