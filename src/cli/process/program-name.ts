/** The two names of the program: which one it was called under, and which file answers as the helper. */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What docker looks for on the PATH (docker-credential-helpers: `docker-credential-` and the name in `credHelpers`).
 */
export const helperName = 'docker-credential-ts-reg';

/**
 * Whether `argv[0]`, a name or a path, is a helper's: docker runs `docker-credential-` and whatever name its
 * configuration has. Windows leaves out `.exe` or changes its case.
 */
export function isHelperName(argv0: string): boolean {
  const name = argv0.slice(Math.max(argv0.lastIndexOf('/'), argv0.lastIndexOf('\\')) + 1);
  return name.toLowerCase().startsWith('docker-credential-');
}

/** bun's folder inside a compiled executable, where its first script lies (on Windows a drive of its own). */
const insideExecutable = /^(?:\/\$bunfs\/|B:[\\/]~BUN[\\/])/;

/** Its path without links, so that a link to it outlives the one that ts-reg was called through. */
export function helperProgram({ execPath, argv: [, script = ''] }: Pick<NodeJS.Process, 'execPath' | 'argv'>): string {
  return insideExecutable.test(script) ? realpathSync(execPath) : join(dirname(realpathSync(script)), helperName);
}

/** What a service runs as `ts-reg`: program and first arguments, absolute. */
export function serviceProgram({
  execPath,
  argv: [, script = ''],
}: Pick<NodeJS.Process, 'execPath' | 'argv'>): readonly string[] {
  return insideExecutable.test(script) ? [realpathSync(execPath)] : [execPath, realpathSync(script)];
}
