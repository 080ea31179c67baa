/** Which of its two names the standalone executable was called under. */

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
