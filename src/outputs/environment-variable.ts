/** `DOCKER_AUTH_CONFIG` as a line that a shell evaluates: what GitLab's runner and newer dockers read. */
import { quoteWord } from '../system/shell-words.js';
import { authsOf } from './docker-config.js';
import type { OutputCredential } from './output-credential.js';

export const outputShells = ['sh', 'fish', 'powershell'] as const;
export type OutputShell = (typeof outputShells)[number];

/** One line that sets and exports the variable in this shell. Throws {TsRegError} as `authsOf` does. */
export function environmentLine(credentials: readonly OutputCredential[], shell: OutputShell): string {
  const json = JSON.stringify({ auths: authsOf(credentials) });
  // The quotes of POSIX shells are written so that fish reads them in the same way.
  if (shell === 'powershell') return `$env:DOCKER_AUTH_CONFIG = ${quoteWord(json, 'powershell')}\n`;
  const quoted = quoteWord(json, 'posix');
  return shell === 'fish' ? `set -gx DOCKER_AUTH_CONFIG ${quoted}\n` : `export DOCKER_AUTH_CONFIG=${quoted}\n`;
}
