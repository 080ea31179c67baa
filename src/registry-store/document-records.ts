/** What `registry apply` needs of the embedded store: open records to compare with, and the names of documents. */
import { TsRegError } from '../errors.js';
import type { NewRegistry, RegistryBackend } from '../registry/backend.js';
import type { RecordStore } from '../registry/record-store.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import type { RegistryName } from '../registry/registry-name.js';
import { namesOfRecord } from '../registry/server-address.js';
import { hint } from '../system/hint.js';
import { documentsWith, isOfDocument, isOnlyOf, lacksDocument } from './record-documents.js';

export interface DocumentSave {
  /** Exchange and ping before saving. */
  readonly validate: boolean;
  /** Name of the document. */
  readonly document: string | undefined;
}

/** Every method throws {TsRegError}. */
export class DocumentRecords {
  readonly #records: RecordStore;
  readonly #backend: RegistryBackend;
  readonly #report: (problem: TsRegError) => void;

  constructor(records: RecordStore, backend: RegistryBackend, report: (problem: TsRegError) => void) {
    this.#records = records;
    this.#backend = backend;
    this.#report = report;
  }

  /** The record of this name, or of a second name of the same registry; undefined when there is none. */
  find(name: RegistryName): Promise<OpenRecord | undefined> {
    return this.#records.findFirst(namesOfRecord(name));
  }

  /** Every record with its secret, sorted; what cannot be read is reported and left out. */
  async all(): Promise<readonly OpenRecord[]> {
    const { records, damaged } = await this.#records.list();
    for (const { place, reason } of damaged)
      this.#report(new TsRegError('io', `${place}: ${reason}`, { hint: hint`ts-reg doctor` }));
    const opened: OpenRecord[] = [];
    for (const { registry } of records) {
      const record = await this.#records.find(registry);
      if (record) opened.push(record);
    }
    return opened;
  }

  /** Validates and saves as `add --replace` does: the whole record, never a part of it. */
  async save(given: NewRegistry, { validate, document }: DocumentSave): Promise<void> {
    await this.#backend.add(given, { validate, replace: true, document: { name: document } });
  }

  /** The records that this document made or holds. */
  async of(document: string): Promise<readonly RegistryRecord[]> {
    return (await this.#records.list({ mayBeAbsent: true })).records.filter((record) => isOfDocument(record, document));
  }

  /**
   * Writes the name of a document into a record that another document made too; of people's records nothing. False when
   * there is no such record.
   */
  async hold(registry: string, document: string): Promise<boolean> {
    let isStored = false;
    await this.#records.change(registry, (current) => {
      isStored = current !== undefined;
      return current !== undefined && lacksDocument(current, document)
        ? { ...current, documents: documentsWith(current, document) }
        : undefined;
    });
    return isStored;
  }

  /** Removes a record that only this document holds, else the name of the document from it. */
  async release(registry: string, document: string): Promise<'removed' | 'released' | 'kept'> {
    if (await this.#records.delete(registry, (current) => isOnlyOf(current, document))) return 'removed';
    const released = await this.#records.change(registry, (current) =>
      current !== undefined && isOfDocument(current, document) && !isOnlyOf(current, document)
        ? { ...current, documents: current.documents?.filter((name) => name !== document) }
        : undefined,
    );
    return released === undefined ? 'kept' : 'released';
  }
}
