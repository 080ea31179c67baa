/**
 * Reads a small text file that a person wrote, and says clearly why when it cannot be read.
 * Synchronous: every command reads one first, and node:fs/promises with its threads takes Node 4 ms to start.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';

export interface TextFile {
  /** Without a byte order mark. */
  readonly text: string;
  /** Permission bits, as in `chmod`. */
  readonly mode: number;
}

/** Settings take some hundred bytes; what is larger than this (in bytes) is not a settings file. */
const largestFile = 262_144;
// eslint-disable-next-line no-control-regex -- YAML 1.2 §5.1 allows no other control characters than tab and line ends
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * The text of a file; undefined when there is none. Symbolic links are followed, devices and pipes are not read.
 * @throws {TsRegError} `io` that names the path: unreadable, no regular file, larger than 256 KiB, not UTF-8 text.
 */
export function readTextFile(path: string): TextFile | undefined {
  const descriptor = openFile(path);
  if (descriptor === undefined) return undefined;
  try {
    const { mode, bytes } = readBytes(descriptor, path);
    return { text: decode(bytes, path), mode: mode & 0o777 };
  } finally {
    closeSync(descriptor);
  }
}

function openFile(path: string): number | undefined {
  try {
    // O_NONBLOCK: a named pipe in this place must not make us wait for its writer.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw cannotRead(path, reasonOf(error));
  }
}

function readBytes(descriptor: number, path: string): { mode: number; bytes: Buffer } {
  try {
    const found = fstatSync(descriptor);
    if (found.isDirectory()) throw cannotRead(path, 'it is a folder');
    if (!found.isFile()) throw cannotRead(path, 'it is not a regular file');
    if (found.size > largestFile) throw cannotRead(path, 'it is larger than 256 KiB');
    return { mode: found.mode, bytes: readFileSync(descriptor) };
  } catch (error) {
    if (error instanceof TsRegError) throw error;
    throw cannotRead(path, reasonOf(error));
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
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ELOOP: 'its symbolic links go round in a circle',
    ENOTDIR: 'a part of its path is not a folder',
    EISDIR: 'it is a folder',
  };
  return words[code] ?? code;
}
