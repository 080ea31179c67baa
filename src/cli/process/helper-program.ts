/**
 * The file that answers as docker-credential-ts-reg: the standalone executable itself, or the script of the npm
 * package.
 */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { helperName } from './called-name.js';

/** bun's folder inside a compiled executable, where its first script lies (on Windows a drive of its own). */
const insideExecutable = /^(?:\/\$bunfs\/|B:[\\/]~BUN[\\/])/;

/** Its path without links, so that a link to it outlives the one that ts-reg was called through. */
export function helperProgram({ execPath, argv: [, script = ''] }: Pick<NodeJS.Process, 'execPath' | 'argv'>): string {
  return insideExecutable.test(script) ? realpathSync(execPath) : join(dirname(realpathSync(script)), helperName);
}
