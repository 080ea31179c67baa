/**
 * The one way to read a file that people, variables or settings name: bounded in size and in time. Named pipes and
 * devices are refused before they are opened, as opening some of them waits or acts. A file system that itself stops
 * answering (NFS, FUSE) cannot be bounded: the kernel gives no way to end such a call.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { errnoOf } from './file-error.js';
import { timeLimits } from './time-limits.js';

export interface ReadLimits {
  /** Bytes; a file with more is refused. */
  readonly largest: number;
  /** Take the pipe of a shell's process substitution or of standard input (`/dev/fd/63`), with a deadline. */
  readonly pipe?: boolean;
  /** Take `/dev/null` as an empty file: the usual way to switch a file off. */
  readonly nullDevice?: boolean;
  /** Refuse a symbolic link. */
  readonly noFollow?: boolean;
  /** Runs with the opened file's state before anything is read; what it throws passes on. */
  readonly inspect?: (stats: Stats) => void;
  /** For pipes, and kernel files that have nothing to say yet. Milliseconds. */
  readonly waitMs?: number;
}

export interface ReadFile {
  readonly bytes: Buffer;
  readonly stats: Stats;
}

/** A file that is there and is not read; the message is a clause in our own words, without the path. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(
    readonly kind: 'folder' | 'special' | 'large' | 'endless',
    message: string,
  ) {
    super(message);
  }
}

/** Pipes that this process was given; any other named pipe may have no writer, or a foreign one. */
const givenPipe = /^\/(?:dev\/(?:fd\/[0-9]{1,6}|stdin)|proc\/self\/fd\/[0-9]{1,6})$/;
// Windows has none of these flags (undefined counts as 0); its named pipes are no paths of the file system.
const { O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;
const openFlags = constants.O_RDONLY | O_NONBLOCK | O_NOCTTY;

/**
 * The whole of a file.
 * @throws {UnreadableFile} not a regular file, too large, or no end within the time. Errors of `node:fs` pass as they
 * are.
 */
export function readBoundedFile(path: string, limits: ReadLimits): ReadFile {
  refuseKind(limits.noFollow === true ? lstatSync(path) : statSync(path), path, limits);
  const descriptor = openSync(path, limits.noFollow === true ? openFlags | O_NOFOLLOW : openFlags);
  try {
    const stats = fstatSync(descriptor);
    refuseKind(stats, path, limits);
    limits.inspect?.(stats);
    if (stats.size > limits.largest) throw tooLarge(limits.largest);
    return { bytes: readToEnd(descriptor, stats.size, limits), stats };
  } finally {
    closeSync(descriptor);
  }
}

/** Why {@link readBoundedFile} failed, as a clause: `it is not a regular file`, `permission denied (EACCES)`. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message;
  const code = errnoOf(error) ?? 'unknown error';
  const words = codeWords[code];
  return words === undefined ? code : `${words} (${code})`;
}

const codeWords: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'it does not exist',
  ELOOP: 'too many levels of symbolic links',
  ENOTDIR: 'a part of the path is not a directory',
  ENXIO: 'it is not a regular file',
};

function refuseKind(stats: Stats, path: string, limits: ReadLimits): void {
  if (stats.isFile()) return;
  // Left to open(2), which says ELOOP.
  if (stats.isSymbolicLink()) return;
  if (limits.pipe === true && stats.isFIFO() && givenPipe.test(path)) return;
  if (limits.nullDevice === true && isNullDevice(stats)) return;
  throw stats.isDirectory()
    ? new UnreadableFile('folder', 'it is a directory')
    : new UnreadableFile('special', 'it is not a regular file');
}

function isNullDevice(stats: Stats): boolean {
  return stats.isCharacterDevice() && statSync('/dev/null', { throwIfNoEntry: false })?.rdev === stats.rdev;
}

/** Up to the end and not to the size: files of /proc have size 0, and a file may grow in the meantime. */
function readToEnd(descriptor: number, size: number, { largest, waitMs = timeLimits.pipe }: ReadLimits): Buffer {
  const deadline = performance.now() + waitMs;
  const chunks: Buffer[] = [];
  for (let length = 0; ;) {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(size, 4_095), largest) + 1);
    const count = readWhenReady(descriptor, chunk, deadline);
    if (count === 0) return Buffer.concat(chunks);
    length += count;
    if (length > largest) throw tooLarge(largest);
    chunks.push(chunk.subarray(0, count));
  }
}

function readWhenReady(descriptor: number, chunk: Buffer, deadline: number): number {
  for (;;) {
    if (performance.now() > deadline) throw new UnreadableFile('endless', 'reading it timed out');
    try {
      return readSync(descriptor, chunk, 0, chunk.length, null);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

function tooLarge(largest: number): UnreadableFile {
  return new UnreadableFile(
    'large',
    `it is larger than ${largest % 1_024 === 0 ? `${largest / 1_024} KiB` : `${largest} bytes`}`,
  );
}
