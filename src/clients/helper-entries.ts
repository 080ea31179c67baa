/** Where docker and podman use ts-reg for a registry. */
import { TsRegError } from '../errors.js';
import { dockerConfigPath, podmanAuthPath, readConfigFile } from './docker-config-file.js';
import { credentialHelpersIn, helperKeys } from './docker-cred-helpers.js';
import { podmanFilesRead, type PodmanHome } from './podman-auth-files.js';

export interface HelperEntry {
  readonly path: string;
  readonly isPodman: boolean;
}

/** The files that name ts-reg for this authority, docker's first; one that cannot be read names nothing. */
export async function entriesOf(home: PodmanHome, authority: string): Promise<readonly HelperEntry[]> {
  const { environment, homeFolder } = home;
  const dockers = orNone(() => [dockerConfigPath(environment, homeFolder)]);
  // The lasting one before the one of the session: podman reads them the other way round.
  const lasting = orNone(() => [podmanAuthPath(environment, homeFolder)]);
  const podmans = new Set([...lasting, ...orNone(() => podmanFilesRead(home))]);
  const files = [
    ...dockers.map((path) => ({ path, isPodman: false })),
    ...[...podmans].filter((path) => !dockers.includes(path)).map((path) => ({ path, isPodman: true })),
  ];
  const entries = await Promise.all(files.map(async (file) => ((await isNamedIn(file.path, authority)) ? file : [])));
  return entries.flat();
}

async function isNamedIn(path: string, authority: string): Promise<boolean> {
  try {
    const helpers = credentialHelpersIn(await readConfigFile(path), path);
    return helperKeys(authority).some((key) => helpers.get(key) === 'ts-reg');
  } catch (error) {
    if (error instanceof TsRegError) return false;
    throw error;
  }
}

/** Without a home there is no such file. */
function orNone(find: () => readonly string[]): readonly string[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof TsRegError) return [];
    throw error;
  }
}
