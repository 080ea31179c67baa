/** Records as files, one each: no lost update between registries, and a damaged file costs one registry. */
import { TsRegError } from '../errors.js';
import type { ListOptions, RecordList, RecordStore } from '../registry/record-store.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import { createFile, removeFile, replaceFile } from '../system/atomic-write.js';
import { readPrivateFile } from '../system/private-file.js';
import type { KeyRing } from './keys/key-ring.js';
import type { StoreKeys } from './keys/store-keys.js';
import { newerSchema } from './keys/store-meta.js';
import { recordFileOf, registryHash } from './layout/store-paths.js';
import type { StoreWriter } from './locks/store-writer.js';
import { formatRecord, openRecord, schemaWithFormer, type RecordFile } from './record-file.js';
import { isThere, listOpened, listUnopened, readRecordFile, readRecordFolder } from './record-folder.js';
import { damage, damagedRecordError } from './damaged-record.js';

interface StoredRecord {
  readonly record: OpenRecord;
  readonly file: RecordFile;
}

export interface FileRecordParts {
  readonly dataFolder: string;
  readonly keys: StoreKeys;
  readonly writer: StoreWriter;
  /** One line for people, once, when the key of the records is not available. */
  readonly warn: (line: string) => void;
}

export class FileRecordStore implements RecordStore {
  readonly #dataFolder: string;
  readonly #keys: StoreKeys;
  readonly #writer: StoreWriter;
  readonly #warn: (line: string) => void;
  /** What was written here, to know it again without a key. */
  readonly #written = new WeakMap<OpenRecord, Buffer>();
  #warned = false;

  constructor(parts: FileRecordParts) {
    this.#dataFolder = parts.dataFolder;
    this.#keys = parts.keys;
    this.#writer = parts.writer;
    this.#warn = parts.warn;
  }

  async list({ withoutKey = false }: ListOptions = {}): Promise<RecordList> {
    for (let look = 1; ; look += 1) {
      const meta = this.#keys.meta();
      if (meta === undefined) return { records: [], damaged: [] };
      const folder = readRecordFolder(this.#dataFolder, meta.id);
      if (withoutKey || folder.files.length === 0) return listUnopened(folder);
      const ring = await this.#keys.openUnasked();
      if (ring instanceof TsRegError) this.#warnOfKey(ring);
      if (ring === undefined || ring instanceof TsRegError) return { ...listUnopened(folder), isUnopened: true };
      // A store that moved to another key between our looks at the records and at meta.json is read again.
      if (look > 1 || folder.files.every(({ file }) => ring.find(file.keyId) !== undefined))
        return listOpened(folder, ring);
    }
  }

  find(registry: string): Promise<OpenRecord | undefined> {
    return this.findFirst([registry]);
  }

  async findFirst(registries: readonly string[]): Promise<OpenRecord | undefined> {
    if (this.#keys.meta() === undefined) return undefined;
    for (const registry of registries) {
      const stored = await this.#read(registry);
      if (stored !== undefined) return stored.record;
    }
    return undefined;
  }

  async insert(record: OpenRecord): Promise<boolean> {
    const { registry } = record;
    if (this.#keys.meta() !== undefined && isThere(this.#pathOf(registry))) return false;
    return this.#writer.alone(registryHash(registry), async (lock) => {
      const keys = await this.#keys.openOrCreate();
      if (isThere(this.#pathOf(registry))) return false;
      const bytes = this.#format({ ...record, version: 1 }, keys, undefined);
      this.#written.set(record, bytes);
      return createFile(this.#pathOf(registry), bytes, this.#writer.recordOptions(registry, lock));
    });
  }

  async change(
    registry: string,
    change: (current: OpenRecord | undefined) => OpenRecord | undefined,
  ): Promise<OpenRecord | undefined> {
    // Nothing there and nothing to do: no lock, no folder, no key.
    if (this.#keys.meta() === undefined && change(undefined) === undefined) return undefined;
    return this.#writer.alone(registryHash(registry), async (lock) => {
      this.#keys.meta();
      const current = await this.#read(registry);
      const next = change(current?.record);
      if (next === undefined) return undefined;
      if (next.registry !== registry) throw new TsRegError('internal', `a change of ${registry} cannot rename it`);
      const record = { ...next, version: (current?.record.version ?? 0) + 1 };
      const bytes = this.#format(record, await this.#keys.openOrCreate(), current?.file);
      replaceFile(this.#pathOf(registry), bytes, this.#writer.recordOptions(registry, lock));
      this.#written.set(record, bytes);
      return record;
    });
  }

  holds(record: OpenRecord): Promise<boolean> {
    const bytes = this.#written.get(record);
    const isSame = bytes !== undefined && readPrivateFile(this.#pathOf(record.registry))?.bytes.equals(bytes) === true;
    return Promise.resolve(isSame);
  }

  async delete(registry: string, onlyIf?: (current: RegistryRecord) => boolean): Promise<boolean> {
    if (this.#keys.meta() === undefined || !isThere(this.#pathOf(registry))) return false;
    return this.#writer.alone(registryHash(registry), (lock) => {
      const path = this.#pathOf(registry);
      const found = readRecordFile(path);
      if (found?.kind === 'newer') throw newerSchema(path, found.schema, schemaWithFormer);
      if (onlyIf !== undefined && (found?.kind !== 'record' || !onlyIf(found.record))) return Promise.resolve(false);
      lock.assertHeld();
      // Token first: killed in between, a record without a token is whole, a token without a record is not.
      this.#writer.dropToken(registry);
      return Promise.resolve(removeFile(path, { sync: true }));
    });
  }

  #warnOfKey({ message, hint }: TsRegError): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(
      `the records in ${this.#dataFolder} are listed unverified, their key is not available: ` +
        `${message}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }

  #pathOf(registry: string): string {
    return recordFileOf(this.#dataFolder, registry);
  }

  #format(record: OpenRecord, keys: KeyRing, former: RecordFile | undefined): Buffer {
    return formatRecord(record, { storeId: keys.meta.id, key: keys.current, further: former?.further ?? {} });
  }

  /**
   * Twice at most: a store that moved to another key between our looks at the record and at meta.json is read again.
   */
  async #read(registry: string): Promise<StoredRecord | undefined> {
    const path = this.#pathOf(registry);
    for (let look = 1; look <= 2; look += 1) {
      const file = this.#readFile(path, registry);
      const ring = file && (await this.#keys.open());
      if (file === undefined || ring === undefined) return undefined;
      if (file.storeId !== ring.meta.id)
        throw damaged(path, registry, `it belongs to store ${file.storeId}, this is ${ring.meta.id}`);
      const key = ring.find(file.keyId);
      if (key === undefined) continue;
      const record = openRecord(file, key);
      if (record === undefined) throw damaged(path, registry, damage.changed);
      return { record, file };
    }
    throw damaged(path, registry, damage.otherKey);
  }

  #readFile(path: string, registry: string): RecordFile | undefined {
    const file = readRecordFile(path, registry);
    if (file?.kind === 'newer') throw newerSchema(path, file.schema, schemaWithFormer);
    if (file?.kind === 'damaged') throw damaged(path, registry, file.reason);
    if (file !== undefined && file.record.registry !== registry)
      throw damaged(path, registry, damage.recordOf(file.record.registry));
    return file;
  }
}

function damaged(path: string, registry: string, reason: string): TsRegError {
  return damagedRecordError({ registry, kind: 'file', place: path }, reason);
}
