/** The list of the records in the database: in pages, so that neither many rows nor large ones fill the memory. */
import type { DamagedRecord, ListedRecord, ListOptions, RecordList } from '../registry/record-store.js';
import type { KeyRing } from '../storage/keys/key-ring.js';
import { openListed } from '../storage/record-file.js';
import type { Row } from './pg-connection.js';
import { numberIn, parseRow, recordColumns, rowPlace, textIn } from './record-row.js';
import { noStore } from './shared-store-errors.js';
import { type SharedStore, storeColumns } from './shared-store.js';

/** Rows in one answer of `list`. */
const pageSize = 5_000;
/** Bytes of files in one answer: 5,000 ordinary records are some 3 MiB; the first row comes whatever its length. */
const pageBytes = 8_388_608;
/** Bytes of a name: more than the grammar of names has. */
const longestName = 1_024;

/**
 * All records of the store, page by page, those that do not open among the damaged ones.
 * @throws {TsRegError} `io`, `unavailable`, also without the key or the tables, be the store empty or not.
 */
export async function listRecords(
  sharedStore: SharedStore,
  { mayBeAbsent = false }: ListOptions = {},
): Promise<RecordList> {
  const { store, record } = sharedStore.tables;
  const rowsBehind =
    `SELECT ${recordColumns} FROM ${record} record WHERE registry > $1 AND octet_length(registry) <= ${longestName} ` +
    `ORDER BY registry LIMIT ${pageSize}`;
  const measured =
    `SELECT page.*, count(*) OVER () AS found, sum(octet_length(file)) OVER (ORDER BY registry) - octet_length(file) ` +
    `AS bytes FROM (${rowsBehind}) page`;
  const page = `SELECT * FROM (${measured}) page WHERE coalesce(bytes, 0) <= ${pageBytes}`;
  const long = `(SELECT count(*) FROM ${record} WHERE octet_length(registry) > ${longestName}) AS long`;
  const records: ListedRecord[] = [];
  const damaged: DamagedRecord[] = [];
  for (let after = '', more = true; more;) {
    const answer = await sharedStore.read(
      `SELECT ${storeColumns}, ${long}, record.* FROM ${store} store LEFT JOIN (${page}) record ON true ` +
        `ORDER BY record.registry`,
      [after],
    );
    const [first] = answer?.rows ?? [];
    if (answer === undefined || first === undefined) {
      if (after === '' && !mayBeAbsent) throw noStore(sharedStore.place);
      break;
    }
    const unread = after === '' ? numberIn(first, 'long') : 0;
    if (unread > 0)
      damaged.push({
        place: `${unread} ${unread === 1 ? 'row' : 'rows'} of table record in ${sharedStore.place}`,
        reason: `a registry name is longer than ${longestName} bytes`,
      });
    const rows = answer.rows.filter((row) => row['registry'] !== null);
    more = rows.length > 0 && (numberIn(first, 'found') === pageSize || numberIn(first, 'found') > rows.length);
    // Before anything is said about the records: without the key it is not known whether there are none.
    const ring = await sharedStore.open(answer.meta);
    for (const row of rows) {
      after = textIn(row, 'registry');
      const found = listed(row, ring);
      if (typeof found === 'string') damaged.push({ place: rowPlace(sharedStore.place, after), reason: found });
      else records.push(found);
    }
  }
  records.sort((a, b) => (a.registry < b.registry ? -1 : 1));
  return { records, damaged };
}

/** The record in a row, or why there is none that its key vouches for. */
function listed(row: Row, ring: KeyRing): ListedRecord | string {
  const found = parseRow(row, ring.meta.id);
  return found.kind === 'record' ? openListed(found, ring) : found.reason;
}
