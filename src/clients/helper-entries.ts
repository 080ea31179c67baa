/** Where docker and podman are told to use ts-reg for a registry. */
import { TsRegError } from '../errors.js';
import { dockerConfigPath, podmanAuthPath, readConfigFile } from './docker-config-file.js';
import { credentialHelpersIn, helperKeys } from './docker-cred-helpers.js';

export interface HelperEntry {
  readonly path: string;
  readonly isPodman: boolean;
}

interface Home {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** The files that name ts-reg for this authority; one that cannot be read names nothing. */
export async function entriesOf(home: Home, authority: string): Promise<readonly HelperEntry[]> {
  const entries = await Promise.all([entryIn(home, authority, false), entryIn(home, authority, true)]);
  return entries.flatMap((entry) => entry ?? []);
}

async function entryIn(
  { environment, homeFolder }: Home,
  authority: string,
  isPodman: boolean,
): Promise<HelperEntry | undefined> {
  try {
    const path = (isPodman ? podmanAuthPath : dockerConfigPath)(environment, homeFolder);
    const helpers = credentialHelpersIn(await readConfigFile(path), path);
    return helperKeys(authority).some((key) => helpers.get(key) === 'ts-reg') ? { path, isPodman } : undefined;
  } catch (error) {
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}
