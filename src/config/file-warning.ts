/** Warnings about files with a password or key that other users of the machine can read. */
import { statSync } from 'node:fs';
import { hint } from '../system/hint.js';
import { isMountedSecret } from '../system/private-file.js';
import { quoteWord } from '../system/shell-words.js';
import { setLineCommand } from './set-line-command.js';

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
  return `other users can read the password in ${path}; make it private: ${hint`chmod 600 ${path}`}`;
}

/**
 * A line for people, with the commands that close the file or silence the warning; undefined when nothing is wrong with
 * it.
 */
export function publicKeyWarning(
  path: string,
  place: { readonly configFile: string; readonly platform: string },
): string | undefined {
  if (place.platform === 'win32' || isMountedSecret(path)) return undefined;
  const mode = modeOf(path);
  if (mode === undefined || (mode & 0o004) === 0) return undefined;
  const accept = setLineCommand(place.configFile, 'key_file_public: True', false);
  return (
    `every user of this machine can read the key in ${path}; make it private: chmod o-r ${quoteWord(path)}; ` +
    `or, if that is intended: ${accept}`
  );
}

/** What is wrong with the file, its reader says. */
function modeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mode;
  } catch {
    return undefined;
  }
}
