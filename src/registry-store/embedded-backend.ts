/** The embedded store: what an Anchore engine's registry service does, in this process. */
import { TsRegError } from '../errors.js';
import type {
  AddOptions,
  NewRegistry,
  RegistryBackend,
  RegistryChange,
  RegistryView,
  SaveOptions,
} from '../registry/backend.js';
import { isLoginForEcr } from '../registry/ecr-login.js';
import { shownIdentity } from '../registry/identity.js';
import type { OpenRecord } from '../registry/record.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { namesOfRecord } from '../registry/server-address.js';
import { hint } from '../system/hint.js';
import { wholeSeconds } from '../system/iso-time.js';
import { checkGate } from './ambient-role.js';
import { checkAwsSecretUse, checkMistypedHost } from './aws-secret-rules.js';
import { changedRecord, endAfterDocument, isNameAlone } from './changed-record.js';
import { proofOf } from './credential-proof.js';
import type { StoreContext } from './dependencies.js';
import { checkEcrTokenUser } from './ecr-login-rules.js';
import { ecrTarget } from './ecr-target.js';
import { checkMistakenSecret, checkMistakenUser } from './mistaken-credentials.js';
import { notFoundError } from './not-found.js';
import { checkFindable, checkGivenRecord } from './given-credential-rules.js';
import { documentsWith } from './record-documents.js';
import { viewOf } from './registry-view.js';
import { usable, type UsableRecord } from './usable-record.js';
import { reportDamaged } from './report-damaged.js';
import { validateRecord, type Validation } from './validation.js';

/** anchore-engine's words. */
const notThereToUpdate = 'could not find existing registry to update';

/** The five commands on the embedded store; each validates first and writes last, so that a refusal changes nothing. */
export class EmbeddedRegistryBackend implements RegistryBackend {
  readonly #dependencies: StoreContext;

  constructor(dependencies: StoreContext) {
    this.#dependencies = dependencies;
  }

  async add(registry: NewRegistry, options: AddOptions): Promise<readonly RegistryView[]> {
    const { records, clock } = this.#dependencies;
    const name = registry.parsedName ?? parseRegistryName(registry.registry);
    const { text } = name;
    checkFindable(name, registry.user);
    const now = wholeSeconds(clock());
    const given: OpenRecord = {
      registry: text,
      name: registry.name ?? text,
      type: registry.type,
      user: registry.user,
      secret: registry.secret,
      verifyTls: registry.verifyTls,
      origin: 'add',
      location: registry.location,
      ...(registry.expiresAt !== undefined && { expiresAt: registry.expiresAt }),
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    const checked = usable(given, name);
    await this.#check(checked, { isTypeChosen: registry.isTypeChosen === true, command: 'add' });
    const stored = await records.findFirst(namesOfRecord(name));
    const existing = options.replace ? undefined : stored;
    if (existing && !isLoginForEcr(existing)) throw existsError(existing.registry);
    // A second name of the same registry (Docker Hub, ECR Public) replaces the record under its first one.
    const record = stored && stored.registry !== text ? usable({ ...given, registry: stored.registry }) : checked;
    const found = await validateRecord(this.#dependencies, record, { validate: options.validate, command: 'add' });
    const saved = options.replace ? await this.#replace(record, options) : await this.#insert(record, existing);
    return this.#kept(saved, found);
  }

  async list(): Promise<readonly RegistryView[]> {
    const { records, damaged } = await this.#dependencies.records.list();
    reportDamaged(damaged, this.#dependencies.report);
    return records.map(viewOf);
  }

  async get(registry: string): Promise<readonly RegistryView[]> {
    const { records } = this.#dependencies;
    const name = parseRegistryName(registry);
    const record = await records.findFirst(namesOfRecord(name));
    if (!record) throw await notFoundError(records, name.text);
    return [shown(record)];
  }

  async update(registry: string, change: RegistryChange, options: SaveOptions): Promise<readonly RegistryView[]> {
    const name = parseRegistryName(registry);
    const { text } = name;
    const { records, clock } = this.#dependencies;
    const stored = await records.findFirst(namesOfRecord(name));
    if (!stored) throw await notFoundError(records, text, notThereToUpdate);
    const candidate = usable(changedRecord(stored, change, wholeSeconds(clock())), name);
    const found = isNameAlone(change) ? undefined : await this.#proven(candidate, options);
    const saved = await records.change(
      stored.registry,
      (current) => current && changedRecord(current, change, candidate.updatedAt),
    );
    if (!saved) throw await notFoundError(records, text, notThereToUpdate);
    return this.#kept(saved, found);
  }

  async #proven(candidate: UsableRecord, { validate }: SaveOptions): ReturnType<typeof validateRecord> {
    await this.#check(candidate, { isTypeChosen: true, command: 'update' });
    return validateRecord(this.#dependencies, candidate, { validate, command: 'update' });
  }

  async delete(registry: string): Promise<void> {
    const parsed = parseRegistryName(registry);
    const { records } = this.#dependencies;
    for (const name of namesOfRecord(parsed)) {
      if (!(await records.delete(name))) continue;
      this.#dependencies.onChange?.(name);
      return;
    }
    throw await notFoundError(records, parsed.text);
  }

  async #check(
    given: UsableRecord,
    { isTypeChosen, command }: { readonly isTypeChosen: boolean; readonly command: 'add' | 'update' },
  ): Promise<void> {
    checkEcrTokenUser(given, command);
    checkMistakenUser({ ...given, command });
    checkMistakenSecret({ ...given, command });
    checkGivenRecord(given, command);
    await checkGate(this.#dependencies, given);
    checkMistypedHost(given, { isTypeChosen });
    checkAwsSecretUse(given, this.#dependencies.gate, command);
    if (given.identity) ecrTarget(given.parsedName, given.location);
  }

  /** The saved record with its token kept, and what was found out about it. */
  async #kept(saved: OpenRecord, found: Validation | undefined): Promise<readonly RegistryView[]> {
    this.#dependencies.onChange?.(saved.registry);
    if (found === undefined) return [shown(saved)];
    if (found.token) await this.#dependencies.renewal.keepToken(saved, found.token);
    return [{ ...shown(saved), proof: await proofOf(this.#dependencies, saved, found) }];
  }

  /** In the place of a login that only docker made for an ECR host, if there is one; of nothing else. */
  async #insert(record: OpenRecord, login: OpenRecord | undefined): Promise<OpenRecord> {
    const { records } = this.#dependencies;
    if (login === undefined) {
      if (await records.insert(record)) return record;
      throw existsError(record.registry);
    }
    const saved = await records.change(record.registry, (current) =>
      current === undefined || isLoginForEcr(current) ? record : undefined,
    );
    if (saved === undefined) throw existsError(record.registry);
    return saved;
  }

  /** What a person replaces is theirs from then on: no document removes it. */
  async #replace(record: OpenRecord, { document }: AddOptions): Promise<OpenRecord> {
    const saved = await this.#dependencies.records.change(record.registry, (current) => ({
      ...record,
      createdAt: current?.createdAt ?? record.createdAt,
      documents: document && documentsWith(current, document.name),
      expiresAt: record.expiresAt ?? (document && endAfterDocument(current, record)),
    }));
    return saved ?? record;
  }
}

function shown(record: OpenRecord): RegistryView {
  return viewOf({ ...record, identity: shownIdentity(record) });
}

function existsError(registry: string): TsRegError {
  return new TsRegError('conflict', 'registry already exists in DB', {
    httpCode: 500,
    hint: hint`ts-reg registry update ${registry} USER, or add --replace`,
  });
}
