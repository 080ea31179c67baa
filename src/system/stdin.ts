/** Standard input: how long it may be for each purpose, and reading no more than that. */
import { TsRegError } from '../errors.js';
import { errnoOf } from './file-error.js';

/** In bytes. */
export const stdinLimits = {
  /** docker-credential-helpers reads lines of at most 64 KiB (Go's bufio.Scanner). */
  helper: 65_536,
  /** A password longer than this is a file that was piped by mistake. */
  password: 65_536,
  /** Requests of the kubelet also carry annotations and a service account token; etcd stores no larger object. */
  kubelet: 1_572_864,
} as const;

/**
 * All of a stream. @throws {TsRegError} what `tooLong` makes as soon as there is more than `largest` bytes; `io` for a
 * stream that cannot be read.
 */
export async function readStream(
  stream: AsyncIterable<unknown>,
  largest: number,
  tooLong: () => TsRegError,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > largest) throw tooLong();
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof TsRegError) throw error;
    throw unreadable(errnoOf(error));
  }
  return Buffer.concat(chunks);
}

function unreadable(code: string | undefined): TsRegError {
  return new TsRegError('io', `standard input cannot be read (${code ?? 'unknown error'})`);
}

/**
 * For the helper, without streams: the input up to one byte more than its limit, so that the caller can see that it is
 * too long.
 * `read` fills a buffer and tells how many bytes it got, 0 at the end; a closed stdin reads as empty.
 * @throws {TsRegError} `io` for a stdin that cannot be read, such as a directory.
 */
export function readInput(read: (buffer: Uint8Array) => number): string {
  const buffer = Buffer.alloc(stdinLimits.helper + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = readWhenReady(read, buffer.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return buffer.toString('utf8', 0, length);
}

function readWhenReady(read: (buffer: Uint8Array) => number, buffer: Uint8Array): number {
  for (;;) {
    try {
      return read(buffer);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EOF' || code === 'EBADF') return 0;
      if (code !== 'EAGAIN') throw unreadable(code);
      // A pipe that another process made non-blocking: look again in a millisecond.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
