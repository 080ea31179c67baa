/** Where records are kept: the interface that the file store and the PostgreSQL store fulfil. */
import type { OpenRecord, RegistryRecord } from './record.js';

/** A stored record that cannot be read; it is reported, never deleted. */
export interface DamagedRecord {
  /** Where it lies: a path, or a row. */
  readonly place: string;
  readonly reason: string;
}

/** A record as a list has it: without its secret, but with what may be shown of it. */
export interface ListedRecord extends RegistryRecord {
  /** `shownIdentity` of the opened record; left out where there is none and where nothing was opened. */
  readonly identity?: string | undefined;
}

export interface RecordList {
  /** Sorted by registry, code points. */
  readonly records: readonly ListedRecord[];
  readonly damaged: readonly DamagedRecord[];
  /** The key was not at hand: the records are as their files have them, and none of them was opened. */
  readonly isUnopened?: boolean;
}

export interface ListOptions {
  /**
   * Files of this machine are listed as they are, without their key: for what must never ask for it. A shared store,
   * which others may write to, opens its records all the same.
   */
  readonly withoutKey?: boolean;
  /** A shared store without tables lists as empty, because the caller creates it; otherwise it is an error. */
  readonly mayBeAbsent?: boolean;
}

/** Every method throws {TsRegError} `io` that names the place when the store cannot be read or written. */
export interface RecordStore {
  /**
   * Reads and opens every record; one that does not open is among the damaged ones. Files on this machine whose key is
   * not at hand are listed unopened, with a warning; no passphrase is asked for.
   * @throws {TsRegError} also without the key or the tables of a shared store, empty or not.
   */
  list(options?: ListOptions): Promise<RecordList>;
  /** The record with exactly this name, opened; undefined when there is none. */
  find(registry: string): Promise<OpenRecord | undefined>;
  /** The record of the first of these names that has one. */
  findFirst(registries: readonly string[]): Promise<OpenRecord | undefined>;
  /** Saves a new record; false, and nothing is written, when the name is taken: one winner of any number at once. */
  insert(record: OpenRecord): Promise<boolean>;
  /**
   * Reads, changes and saves one record, alone among all processes, and drops its token.
   * `change` gets the stored record (undefined when there is none) and answers the next one, or undefined to leave it.
   * The store sets `version` to the stored one plus 1.
   */
  change(
    registry: string,
    change: (current: OpenRecord | undefined) => OpenRecord | undefined,
  ): Promise<OpenRecord | undefined>;
  /**
   * Whether what is stored is this very object, as `insert` took it or `change` gave it back; nothing is opened. False
   * for any other, and when the record was written since.
   */
  holds(record: OpenRecord): Promise<boolean>;
  /**
   * Removes a record and its token; false when there was none. With `onlyIf` the record is looked at under its lock:
   * one that cannot be read, or for which it says no, stays.
   */
  delete(registry: string, onlyIf?: (current: RegistryRecord) => boolean): Promise<boolean>;
}
