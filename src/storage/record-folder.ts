/** Reads record files from their folder, without a key. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TsRegError } from '../errors.js';
import type { DamagedRecord, ListedRecord, RecordList } from '../registry/record-store.js';
import { errnoOf, fileError } from '../system/file-error.js';
import { readPrivateFile } from '../system/private-file.js';
import type { KeyRing } from './keys/key-ring.js';
import { recordFolderOf, registryHash } from './layout/store-paths.js';
import { openListed, type ParsedRecord, parseRecord, type RecordFile } from './record-file.js';
import { damage } from './damaged-record.js';

/** A record file with its path. */
export interface PlacedFile {
  readonly place: string;
  readonly file: RecordFile;
}

export interface RecordFolder {
  /** Not opened yet. */
  readonly files: readonly PlacedFile[];
  readonly damaged: readonly DamagedRecord[];
}

const fileName = /^([0-9a-f]{40})\.json$/;

/**
 * The record at a path, `registry` if it is known; undefined when there is no file.
 * @throws {TsRegError} `io` when other users can change the file, or it is not a regular file.
 */
export function readRecordFile(path: string, registry?: string): ParsedRecord | undefined {
  const file = readPrivateFile(path);
  return file === undefined ? undefined : parseRecord(file.bytes, registry);
}

/** Whether anything lies at the path of a record. @throws {TsRegError} `io` when that cannot be seen. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fileError(error, 'read', path);
  }
}

/**
 * Every record of the store with this id; a file that cannot be read is reported and costs no other record.
 * @throws {TsRegError} `io` when the folder cannot be read.
 */
export function readRecordFolder(dataFolder: string, storeId: string): RecordFolder {
  const files: PlacedFile[] = [];
  const damaged: DamagedRecord[] = [];
  const folder = recordFolderOf(dataFolder);
  for (const hash of hashesIn(folder)) {
    const place = join(folder, `${hash}.json`);
    const found = readForList(place, hash, storeId);
    if (typeof found === 'string') damaged.push({ place, reason: found });
    else if (found !== undefined) files.push({ place, file: found });
  }
  return { files, damaged };
}

/** The records as their files have them: for who has no key. */
export function listUnopened({ files, damaged }: RecordFolder): RecordList {
  return sorted(
    files.map(({ file }) => file.record),
    damaged,
  );
}

/** The records whose seal is whole; the others are damaged. */
export function listOpened({ files, damaged }: RecordFolder, ring: KeyRing): RecordList {
  const records: ListedRecord[] = [];
  const more: DamagedRecord[] = [];
  for (const { place, file } of files) {
    const found = openListed(file, ring);
    if (typeof found === 'string') more.push({ place, reason: found });
    else records.push(found);
  }
  return sorted(records, [...damaged, ...more]);
}

function sorted(records: readonly ListedRecord[], damaged: readonly DamagedRecord[]): RecordList {
  return {
    records: records.toSorted((a, b) => (a.registry < b.registry ? -1 : 1)),
    damaged: damaged.toSorted((a, b) => (a.place < b.place ? -1 : 1)),
  };
}

/** The file of a record, or the reason why it cannot be read; undefined when it was removed in the meantime. */
function readForList(path: string, hash: string, storeId: string): RecordFile | string | undefined {
  try {
    const found = readRecordFile(path);
    if (found === undefined) return undefined;
    if (found.kind === 'newer') return damage.newer(found.schema);
    if (found.kind === 'damaged') return `damaged: ${found.reason}`;
    if (found.storeId !== storeId) return `it belongs to store ${found.storeId}`;
    if (registryHash(found.record.registry) !== hash) return damage.recordOf(found.record.registry);
    return found;
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  }
}

/**
 * The hashes of the registries that have a record, sorted. @throws {TsRegError} `io` when the folder cannot be read.
 */
export function recordHashes(dataFolder: string): readonly string[] {
  return hashesIn(recordFolderOf(dataFolder)).toSorted();
}

function hashesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => fileName.exec(name)?.[1] ?? []);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw fileError(error, 'read', folder);
  }
}
