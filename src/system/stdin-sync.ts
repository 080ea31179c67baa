/** Standard input of the credential helper, read at once and without the stream machinery. */
import { errnoOf } from './file-error.js';

import { TsRegError } from '../errors.js';

/** docker-credential-helpers reads lines of at most 64 KiB (Go's bufio.Scanner). */
export const largestInput = 65_536;

/**
 * All of the input up to one byte more than {@link largestInput}, so that the caller can tell that it is too long.
 * `read` fills a buffer and tells how many bytes it got, 0 at the end; a closed stdin reads as empty.
 * @throws {TsRegError} `io` for a stdin that cannot be read, such as a directory.
 */
export function readInput(read: (buffer: Uint8Array) => number): string {
  const buffer = Buffer.alloc(largestInput + 1);
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
      if (code !== 'EAGAIN') throw new TsRegError('io', `standard input cannot be read (${code ?? 'unknown'})`);
      // A pipe that another process made non-blocking: look again in a millisecond.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
