/** Decides what a document changes, and writes nothing. */
import { TsRegError } from '../errors.js';
import { forEachLimited } from '../registry-store/for-each-limited.js';
import type { NewRegistry } from '../registry/backend.js';
import { namesOfRecord } from '../registry/server-address.js';
import { formatWebIdentity, webIdentityUser } from '../registry/web-identity.js';
import type { ApplyTarget, DocumentMemory } from './apply-target.js';
import { type Change, changesBetween, type StoredRegistry } from './changes.js';
import type { RegistriesDocument, RegistryEntry } from './document.js';
import type { SecretReader } from './secret-reader.js';

/**
 * `equal`: nothing to do. Of what the document made and no longer has: `remove`, or `keep` where another document or a
 * person has it.
 */
export type ApplyAction = 'add' | 'update' | 'equal' | 'remove' | 'keep';

/** One registry of a plan. */
export interface ApplyStep {
  readonly registry: string;
  readonly action: ApplyAction;
  readonly changes: readonly Change[];
  /** Why it cannot be done. */
  readonly error?: TsRegError | undefined;
  /** What to save; of what is equal, in case that it is gone before it is held; undefined where nothing is. */
  readonly given?: NewRegistry | undefined;
  /** Name of the document. */
  readonly document: string | undefined;
  /** `registries.yaml, line 3`; undefined for what a document no longer has. */
  readonly place?: string;
  /** Name of the record, if it is another document's and does not say yet that this one holds it too. */
  readonly holdAs?: string | undefined;
}

export interface PlanOptions {
  readonly target: ApplyTarget;
  readonly secrets: SecretReader;
  /** Sends every secret again, also where nothing differs. */
  readonly rotate: boolean;
  /** Removes what an earlier document of the same name made. */
  readonly prune: boolean;
}

/** Records and references are read side by side, this many. */
const atOnce = 8;

/**
 * The steps, in the order of the documents; what is to be removed last.
 * @throws {TsRegError} when nothing at all can be read from the store.
 */
export async function planApply(
  documents: readonly RegistriesDocument[],
  options: PlanOptions,
): Promise<readonly ApplyStep[]> {
  const entries = documents.flatMap((document) => document.entries.map((entry) => ({ document, entry })));
  const steps: ApplyStep[] = [];
  const storeErrors: TsRegError[] = [];
  await forEachLimited(entries, atOnce, async ({ document, entry }, index) => {
    const found = await find(entry, options.target);
    if (found instanceof TsRegError) storeErrors.push(found);
    steps[index] = await planEntry(entry, { document, found, options });
  });
  const [first] = storeErrors;
  // Not this or that record: the store, its key, or the engine.
  if (first !== undefined && storeErrors.length === entries.length) throw first;
  const { memory } = options.target;
  return options.prune && memory ? [...steps, ...(await removals(documents, steps, memory))] : steps;
}

async function find(entry: RegistryEntry, target: ApplyTarget): Promise<StoredRegistry | TsRegError | undefined> {
  try {
    return await target.find(entry);
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}

interface EntryContext {
  readonly document: RegistriesDocument;
  readonly found: StoredRegistry | TsRegError | undefined;
  readonly options: PlanOptions;
}

async function planEntry(entry: RegistryEntry, { document, found, options }: EntryContext): Promise<ApplyStep> {
  const { target, secrets, rotate } = options;
  const lacks = target.memory?.lacks ?? (() => false);
  const registry = entry.parsedName.text;
  const step = { registry, changes: [], document: document.name, place: entry.place };
  if (found instanceof TsRegError) return { ...step, action: 'update', error: found };
  const action = found === undefined ? 'add' : 'update';
  const refusal = target.refusal(entry);
  if (refusal !== undefined) return { ...step, action, error: placed(refusal, step) };
  try {
    const { type, isTypeChosen, verifyTls, location, parsedName } = entry;
    const name = entry.name ?? target.defaultName(entry);
    const isByReference = entry.identity.kind === 'user';
    const shape = { name, type, verifyTls, location, isRotated: rotate, isByReference };
    // Where secrets cannot be compared, none is fetched for what is equal.
    const isEqualSoFar = found !== undefined && !target.comparesSecrets && !rotate;
    const user = userOf(entry);
    if (isEqualSoFar && changesBetween(found, { ...shape, user }).length === 0) return { ...step, action: 'equal' };
    const credential = await secrets.credentialOf(entry, document);
    const wanted = { ...shape, ...credential };
    const changes = found === undefined ? [identityChange(entry)] : changesBetween(found, wanted);
    const { registry: written } = entry;
    const given = { registry: written, parsedName, name, type, isTypeChosen, ...credential, verifyTls, location };
    if (found === undefined || changes.length > 0) return { ...step, action, changes, given };
    return lacks(found, document.name)
      ? { ...step, action: 'equal', given, holdAs: found.registry }
      : { ...step, action: 'equal' };
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return { ...step, action, error: placed(error, step) };
  }
}

/** The error with the place of the entry, and without the registry, which stands before it in every output. */
export function placed(error: TsRegError, { registry, place }: Pick<ApplyStep, 'registry' | 'place'>): TsRegError {
  const words = error.message.startsWith(`${registry}: `) ? error.message.slice(registry.length + 2) : error.message;
  const message = place === undefined ? words : `${words} (${place})`;
  const { kind, hint: next, httpCode, detail, reason } = error;
  return new TsRegError(kind, message, {
    detail,
    ...(next !== undefined && { hint: next }),
    ...(httpCode !== undefined && { httpCode }),
    ...(reason !== undefined && { reason }),
  });
}

/** The user as `add` takes it. */
export function userOf({ identity }: RegistryEntry): string {
  const words = {
    anonymous: '',
    awsauto: 'awsauto',
    role: '_iam_role',
    profile: '_aws_profile',
    web: webIdentityUser,
  } as const;
  return identity.kind === 'user' ? identity.user : words[identity.kind];
}

/** Who is new: a person looks for it in a plan. */
function identityChange({ identity }: RegistryEntry): Change {
  if (identity.kind === 'role') return { key: 'role', to: identity.role };
  if (identity.kind === 'profile') return { key: 'profile', to: identity.profile };
  if (identity.kind === 'web') return { key: 'web_identity', to: formatWebIdentity(identity.web) };
  return { key: 'user', to: identity.kind === 'user' ? identity.user : identity.kind };
}

async function removals(
  documents: readonly RegistriesDocument[],
  planned: readonly ApplyStep[],
  memory: DocumentMemory,
): Promise<readonly ApplyStep[]> {
  const listed = new Map<string, Set<string>>();
  for (const { name, entries } of documents) {
    if (name === undefined) continue;
    const names = listed.get(name) ?? new Set<string>();
    for (const { parsedName } of entries) for (const one of namesOfRecord(parsedName)) names.add(one);
    listed.set(name, names);
  }
  const steps: ApplyStep[] = [];
  for (const [document, names] of listed)
    for (const { registry, isOnly } of await memory.of(document)) {
      if (names.has(registry)) continue;
      const isTakenOver = planned.some((step) => step.registry === registry && step.document !== document);
      steps.push({ registry, action: isOnly && !isTakenOver ? 'remove' : 'keep', changes: [], document });
    }
  return steps;
}
