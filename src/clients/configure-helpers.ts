/** Makes docker or podman use ts-reg for the credentials of registries, and reverts that. */
import { changeConfigFile } from './docker-config-file.js';
import { credentialHelpersIn, helperKeys, withCredentialHelpers } from './docker-cred-helpers.js';

export interface HelperChange {
  /** Registries that ts-reg answers for: `host[:port]`. */
  readonly add: readonly string[];
  /** Registries that no longer use ts-reg; entries of other helpers stay. */
  readonly remove: readonly string[] | 'all';
}

export interface HelperOutcome {
  /** False when the file already said so. */
  readonly written: boolean;
  /** The keys of `credHelpers` that were added or taken from another helper. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Keys that another helper answered for until now. */
  readonly replaced: readonly { readonly key: string; readonly helper: string }[];
}

/** What stands behind `docker-credential-`. */
const ourHelper = 'ts-reg';

/**
 * Changes `credHelpers` in the configuration at this path and nothing else in it.
 * @throws {TsRegError} `io`, naming the path; the file is then as it was.
 */
export async function configureHelpers(path: string, change: HelperChange): Promise<HelperOutcome> {
  let outcome: Omit<HelperOutcome, 'written'> = { added: [], removed: [], replaced: [] };
  const written = await changeConfigFile(path, (text) => {
    const current = credentialHelpersIn(text, path);
    const next = new Map(current);
    outcome = applyChange(next, change);
    return withCredentialHelpers(text, path, next);
  });
  return { ...outcome, written };
}

function applyChange(helpers: Map<string, string>, { add, remove }: HelperChange): Omit<HelperOutcome, 'written'> {
  const toRemove = remove === 'all' ? [...helpers.keys()] : remove.flatMap(helperKeys);
  const removed = toRemove.filter((key) => helpers.get(key) === ourHelper && helpers.delete(key));
  const added = [...new Set(add.flatMap(helperKeys))].filter((key) => helpers.get(key) !== ourHelper);
  const replaced = added.flatMap((key) => {
    const helper = helpers.get(key);
    // An entry without a name is docker's way to say "no helper".
    return !helper ? [] : [{ key, helper }];
  });
  for (const key of added) helpers.set(key, ourHelper);
  return { added, removed, replaced };
}
