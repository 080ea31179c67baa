/** Finds a program on the PATH. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Environment } from './environment.js';

/**
 * The path of the program; undefined when no folder of the PATH has it. Folders that are relative are left out, as Go
 * programs such as docker do (os/exec, `ErrDot`): what lies in the working directory is not a program of the user.
 */
export function programOnPath(
  name: string,
  { environment, platform }: { readonly environment: Environment; readonly platform: string },
): string | undefined {
  const file = platform === 'win32' ? `${name}.exe` : name;
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, file))
    .find((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
