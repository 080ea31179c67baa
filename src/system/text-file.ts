/**
 * Reads a small text file that a person wrote, and says clearly why when it cannot be read.
 * Synchronous: every command reads one first, and node:fs/promises with its threads takes Node 4 ms to start.
 */
import type { Stats } from 'node:fs';
import { TsRegError } from '../errors.js';
import { errnoOf } from './file-error.js';
import { hint } from './hint.js';
import { readBoundedFile, whyUnreadable } from './read-file.js';

export interface TextFile {
  /** Without a byte order mark. */
  readonly text: string;
  /** Permission bits, as in `chmod`. */
  readonly mode: number;
}

export interface TextFileRules {
  /** Runs before anything is read; what it throws passes on. */
  readonly inspect?: (stats: Stats) => void;
  /** Take the pipe of a process substitution. */
  readonly pipe?: boolean;
}

/** Settings take some hundred bytes; what is larger than this (in bytes) is not a settings file. */
const largestFile = 262_144;
// eslint-disable-next-line no-control-regex -- YAML 1.2 §5.1 allows no other control characters than tab and line ends
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * The text of a file; undefined when there is none. Symbolic links are followed, devices and named pipes are not read.
 * @throws {TsRegError} `io` that names the path: unreadable, no regular file, larger than 256 KiB, not UTF-8 text.
 */
export function readTextFile(path: string, rules: TextFileRules = {}): TextFile | undefined {
  try {
    const { bytes, stats } = readBoundedFile(path, { largest: largestFile, nullDevice: true, ...rules });
    return { text: decode(bytes, path), mode: stats.mode & 0o777 };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error instanceof TsRegError ? error : cannotRead(path, reasonOf(error));
  }
}

function decode(bytes: Buffer, path: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw cannotRead(path, 'it is not UTF-8 text');
  }
  if (controlCharacter.test(text)) throw cannotRead(path, 'it is not a text file (it has control characters)');
  return text;
}

function cannotRead(path: string, reason: string): TsRegError {
  return new TsRegError('io', `cannot read ${path}: ${reason}`, { hint: hint`ls -ld ${path}` });
}

function errorCode(error: unknown): string {
  return errnoOf(error) ?? 'unknown error';
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ELOOP: 'too many levels of symbolic links',
    ENOTDIR: 'a part of its path is not a directory',
    EISDIR: 'it is a directory',
  };
  return words[code] ?? whyUnreadable(error);
}
