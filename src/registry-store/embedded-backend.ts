/** The embedded store: what an Anchore engine's registry service does, in this process. */
import { TsRegError } from '../errors.js';
import type { AddOptions, NewRegistry, RegistryBackend, RegistryChange, RegistryView, SaveOptions } from '../registry/backend.js';
import type { OpenRecord } from '../registry/record.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { hint } from '../system/hint.js';
import type { StoreDependencies } from './dependencies.js';
import { ecrTarget } from './ecr-target.js';
import { checkGate } from './gate.js';
import { notFoundError } from './not-found.js';
import { checkGivenRecord } from './record-rules.js';
import { viewOf } from './registry-view.js';
import type { TokenRenewal } from './token-renewal.js';
import { validateRecord } from './validation.js';

/** anchore-engine's words. */
const notThereToUpdate = 'could not find existing registry to update';

/** The five commands on the embedded store; each validates first and writes last, so that a refusal changes nothing. */
export class EmbeddedRegistryBackend implements RegistryBackend {
  readonly #dependencies: StoreDependencies & { readonly renewal: TokenRenewal };

  constructor(dependencies: StoreDependencies & { readonly renewal: TokenRenewal }) {
    this.#dependencies = dependencies;
  }

  async add(registry: NewRegistry, options: AddOptions): Promise<readonly RegistryView[]> {
    const { records, clock } = this.#dependencies;
    const { text } = parseRegistryName(registry.registry);
    this.#check({ ...registry, registry: text });
    if (!options.replace && (await records.find(text))) throw existsError(text);
    const now = wholeSeconds(clock());
    const record: OpenRecord = {
      registry: text,
      name: registry.name ?? text,
      type: registry.type,
      user: registry.user,
      secret: registry.secret,
      verifyTls: registry.verifyTls,
      origin: 'add',
      location: registry.location,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    const token = await validateRecord(this.#dependencies, record, { validate: options.validate, command: 'add' });
    const saved = options.replace ? await this.#replace(record) : await this.#insert(record);
    if (token) await this.#dependencies.renewal.keepToken(saved, token);
    return [viewOf(saved)];
  }

  async list(): Promise<readonly RegistryView[]> {
    const { records, damaged } = await this.#dependencies.records.list();
    for (const { place, reason } of damaged) {
      this.#dependencies.report(new TsRegError('io', `${place}: ${reason}`, { hint: hint`ts-reg doctor` }));
    }
    return records.map(viewOf);
  }

  async get(registry: string): Promise<readonly RegistryView[]> {
    const { records } = this.#dependencies;
    const { text } = parseRegistryName(registry);
    const record = await records.find(text);
    if (!record) throw await notFoundError(records, text);
    return [viewOf(record)];
  }

  async update(registry: string, change: RegistryChange, options: SaveOptions): Promise<readonly RegistryView[]> {
    const { text } = parseRegistryName(registry);
    const { records, clock } = this.#dependencies;
    const stored = await records.find(text);
    if (!stored) throw await notFoundError(records, text, notThereToUpdate);
    const candidate = changed(stored, change, wholeSeconds(clock()));
    this.#check(candidate);
    const token = await validateRecord(this.#dependencies, candidate, { validate: options.validate, command: 'update' });
    const saved = await records.change(text, (current) => current && changed(current, change, candidate.updatedAt));
    if (!saved) throw await notFoundError(records, text, notThereToUpdate);
    if (token) await this.#dependencies.renewal.keepToken(saved, token);
    return [viewOf(saved)];
  }

  async delete(registry: string): Promise<void> {
    const { text } = parseRegistryName(registry);
    const { records } = this.#dependencies;
    if (!(await records.delete(text))) throw await notFoundError(records, text);
  }

  #check(given: NewRegistry | OpenRecord): void {
    checkGivenRecord(given);
    checkGate(this.#dependencies.gate, given);
    if (given.type === 'awsecr') ecrTarget(given.registry, given.location);
  }

  async #insert(record: OpenRecord): Promise<OpenRecord> {
    if (!(await this.#dependencies.records.insert(record))) throw existsError(record.registry);
    return record;
  }

  async #replace(record: OpenRecord): Promise<OpenRecord> {
    const saved = await this.#dependencies.records.change(record.registry, (current) => ({
      ...record,
      createdAt: current?.createdAt ?? record.createdAt,
    }));
    return saved ?? record;
  }
}

/** What is not given stays as stored; anchore-engine resets type, name and TLS here, which loses settings. */
function changed(current: OpenRecord, change: RegistryChange, now: number): OpenRecord {
  return {
    ...current,
    user: change.user,
    secret: change.secret,
    name: change.name ?? current.name,
    type: change.type ?? current.type,
    verifyTls: change.verifyTls ?? current.verifyTls,
    location: { ...current.location, ...change.location },
    updatedAt: now,
  };
}

function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

function existsError(registry: string): TsRegError {
  return new TsRegError('conflict', 'registry already exists in DB', {
    httpCode: 500,
    hint: hint`ts-reg registry update ${registry} USER, or add --replace`,
  });
}
