/**
 * What a failed renewal said, for the processes that waited for it: they fail with the same words at once, instead
 * of asking AWS one after another for what it has just refused.
 */
import { randomBytes } from 'node:crypto';
import { type ErrorKind, TsRegError } from '../../errors.js';
import { replaceFile } from '../../system/atomic-write.js';
import { hintFromProcess } from '../../system/hint.js';
import { parseObject } from '../../system/json-object.js';
import { readPrivateFile } from '../../system/private-file.js';
import type { TempFolder } from '../../system/temp-folder.js';

export interface RenewalFailure {
  /** Random: tells whether a failure is the one that was there before. */
  readonly id: string;
  readonly error: TsRegError;
}

const kinds: readonly ErrorKind[] = [
  'usage',
  'not-found',
  'refused',
  'conflict',
  'unauthorized',
  'unavailable',
  'io',
  'internal',
];

/** The last failure, or undefined when there is none that can be read. Never throws. */
export function readFailure(path: string): RenewalFailure | undefined {
  try {
    return parseFailure(readPrivateFile(path)?.bytes.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/** Leaves a failure for those who wait. Its message is fit to be printed, so it is no secret. Never throws. */
export function writeFailure(path: string, error: TsRegError, temp: TempFolder): void {
  try {
    replaceFile(path, Buffer.from(formatFailure(error)), { temp, sync: false });
  } catch {
    // Those who wait ask for themselves.
  }
}

/** A failure as text: what may be printed of it, and nothing else. */
export function formatFailure({ kind, message, hint, httpCode }: TsRegError): string {
  return JSON.stringify({ id: randomBytes(8).toString('hex'), kind, message, hint, httpCode });
}

/** The failure in a text; undefined for any other text. */
export function parseFailure(text: string): RenewalFailure | undefined {
  const { id, kind: found, message, hint, httpCode } = parseObject(text) ?? {};
  const kind = kinds.find((one) => one === found);
  if (typeof id !== 'string' || kind === undefined || typeof message !== 'string') return undefined;
  const details = {
    ...(typeof hint === 'string' ? { hint: hintFromProcess(hint) } : {}),
    ...(typeof httpCode === 'number' ? { httpCode } : {}),
  };
  return { id, error: new TsRegError(kind, message, details) };
}
