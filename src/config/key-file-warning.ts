/** The warning about a key file that everybody on the machine can read, and who wants none. */
import { statSync } from 'node:fs';
import { isMountedSecret } from '../system/mounted-secret.js';
import { quoteWord } from '../system/shell-words.js';
import { setLineCommand } from './set-line-command.js';

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
  return `everybody on this machine can read the key in ${path}; close it: chmod o-r ${quoteWord(path)}; or, if that is meant: ${accept}`;
}

/** What is wrong with the file, its reader says. */
function modeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mode;
  } catch {
    return undefined;
  }
}
