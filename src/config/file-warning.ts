/** The warning about a file with a password that other users of the machine can read. */
import { hint } from '../system/hint.js';

export interface PasswordFile {
  readonly path: string;
  /** Permission bits, as in `chmod`. */
  readonly mode: number;
  /** `process.platform`; Windows has no such bits. */
  readonly platform: string;
}

/** A line for people with the command that closes the file; undefined when only its owner can read it. */
export function readableByOthers({ path, mode, platform }: PasswordFile): string | undefined {
  if (platform === 'win32' || (mode & 0o077) === 0) return undefined;
  return `others can read the password in ${path}; close it: ${hint`chmod 600 ${path}`}`;
}
