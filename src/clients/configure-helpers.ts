/** Makes docker or podman use ts-reg for the credentials of registries, and reverts that. */
import { changeConfigFile } from './docker-config-file.js';
import { credentialHelpersIn, helperKeys, withCredentialHelpers } from './docker-cred-helpers.js';

export interface HelperChange {
  /** Registries that ts-reg answers for: `host[:port]`. */
  readonly add: readonly string[];
  /** Registries that no longer use ts-reg; entries of other helpers stay. */
  readonly remove: readonly string[] | 'all';
  /** Key → the helper that answers again when ts-reg is removed. */
  readonly restore?: ReadonlyMap<string, string>;
}

export interface HelperOutcome {
  /** False when the file already said so. */
  readonly written: boolean;
  /** The keys of `credHelpers` that were added or taken from another helper. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Those of the removed keys that another helper answers for again. */
  readonly restored: readonly KeyAndHelper[];
  /** Keys that another helper answered for until now. */
  readonly replaced: readonly KeyAndHelper[];
}

export interface KeyAndHelper {
  readonly key: string;
  readonly helper: string;
}

/** What stands behind `docker-credential-`. */
const ourHelper = 'ts-reg';

/**
 * Changes `credHelpers` in the configuration at this path and nothing else in it.
 * @throws {TsRegError} `io`, naming the path; the file is then as it was.
 */
export async function configureHelpers(path: string, change: HelperChange): Promise<HelperOutcome> {
  let outcome: Omit<HelperOutcome, 'written'> = { added: [], removed: [], restored: [], replaced: [] };
  const written = await changeConfigFile(path, (text) => {
    const current = credentialHelpersIn(text, path);
    const next = new Map(current);
    outcome = applyChange(next, change);
    return withCredentialHelpers(text, path, next);
  });
  return { ...outcome, written };
}

function applyChange(
  helpers: Map<string, string>,
  { add, remove, restore = new Map() }: HelperChange,
): Omit<HelperOutcome, 'written'> {
  const toRemove = remove === 'all' ? [...helpers.keys()] : remove.flatMap(helperKeys);
  const removed = [...new Set(toRemove)].filter((key) => helpers.get(key) === ourHelper);
  const restored = removed.flatMap((key) => named(key, restore.get(key)));
  const added = [...new Set(add.flatMap(helperKeys))].filter((key) => helpers.get(key) !== ourHelper);
  const replaced = added.flatMap((key) => named(key, helpers.get(key)));
  for (const key of removed) helpers.delete(key);
  for (const { key, helper } of restored) helpers.set(key, helper);
  for (const key of added) helpers.set(key, ourHelper);
  return { added, removed, restored, replaced };
}

/** An entry without a name is docker's way to say "no helper". */
function named(key: string, helper: string | undefined): readonly KeyAndHelper[] {
  return helper ? [{ key, helper }] : [];
}
