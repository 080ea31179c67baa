/** All of standard input, when it is a file and no password. */
import type { Readable } from 'node:stream';
import { TsRegError } from '../../errors.js';
import { errnoOf } from '../../system/file-error.js';

/** @throws {TsRegError} `io` when it is longer than `largest` bytes, or cannot be read. */
export async function readAtMost(stdin: Readable, largest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > largest) throw new TsRegError('io', `standard input is larger than ${largest} bytes`);
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof TsRegError) throw error;
    throw new TsRegError('io', `standard input cannot be read (${errnoOf(error) ?? 'unreadable'})`);
  }
  return Buffer.concat(chunks);
}
