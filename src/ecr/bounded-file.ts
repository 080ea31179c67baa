/** Reads a small file that AWS's tools wrote. */
import { errnoOf } from '../system/file-error.js';
import { readBoundedFile, UnreadableFile } from '../system/read-file.js';

/** Why a file cannot be used; the message names its path. */
export class UnreadableAwsFile extends Error {
  override readonly name = 'UnreadableAwsFile';
}

/** In bytes; shared files and tokens take some thousand. */
const largest = 1024 * 1024;

/**
 * The text of a UTF-8 file, without a byte order mark; undefined when there is none.
 * @throws {UnreadableAwsFile} naming path and reason; nothing of the content.
 */
export function readAwsFile(path: string): Promise<string | undefined> {
  return Promise.resolve().then(() => readText(path));
}

function readText(path: string): string | undefined {
  try {
    return decode(readBoundedFile(path, { largest }).bytes, path);
  } catch (error) {
    if (error instanceof UnreadableAwsFile) throw error;
    if (error instanceof UnreadableFile)
      throw new UnreadableAwsFile(`${path} is ${error.kind === 'large' ? 'larger than 1 MiB' : 'not a regular file'}`);
    const code = errnoOf(error) ?? 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UnreadableAwsFile(`${path} cannot be read (${code})`);
  }
}

function decode(bytes: Buffer, path: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UnreadableAwsFile(`${path} is UTF-16 text; save it as UTF-8`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableAwsFile(`${path} is not UTF-8 text`);
  }
}
