/** Reads a small file that AWS's tools wrote, without ever waiting: a named pipe or a device is refused, not read. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errnoOf } from '../system/file-error.js';

/** Why a file cannot be used; the message names its path. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** In bytes; shared files and tokens take some thousand. */
const largest = 1024 * 1024;

/**
 * The text of a UTF-8 file, without a byte order mark; undefined when there is none.
 * @throws {UnreadableFile} naming path and reason; nothing of the content.
 */
export async function readBoundedFile(path: string): Promise<string | undefined> {
  try {
    // O_NONBLOCK: a pipe must not make us wait for its writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new UnreadableFile(`${path} is not a regular file`);
      if (found.size > largest) throw new UnreadableFile(`${path} is larger than 1 MiB`);
      const buffer = Buffer.alloc(largest + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      if (bytesRead > largest) throw new UnreadableFile(`${path} is larger than 1 MiB`);
      return decode(buffer.subarray(0, bytesRead), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const code = errnoOf(error) ?? 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UnreadableFile(`${path} cannot be read (${code})`);
  }
}

function decode(bytes: Buffer, path: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UnreadableFile(`${path} is UTF-16 text; save it as UTF-8`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableFile(`${path} is not UTF-8 text`);
  }
}
