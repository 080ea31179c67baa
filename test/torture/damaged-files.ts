/** 100,000 damaged store files of each kind: no crash, no wrong answer, no unclear error. */
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { TsRegError } from '../../src/errors.js';
import { formatMeta, parseMeta } from '../../src/storage/keys/store-meta.js';
import { formatRecord, openRecord, parseRecord } from '../../src/storage/record-file.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { formatToken, parseToken } from '../../src/storage/tokens/token-file.js';
import { tokenNumber, versioned } from './job.js';
import { type Row, row } from './report.js';

const numRuns = 100_000;
const storeId = 'ab'.repeat(16);
const master = createSecretKey(Buffer.alloc(32, 1));
const key = deriveRecordKey(master, storeId);
const record = formatRecord(versioned('a.example', 1), { storeId, key, further: {} });
const token = formatToken(tokenNumber(1), 'a.example', master);
const meta = formatMeta({ id: storeId, current: { keyId: key.id, kdf: undefined }, previous: undefined, further: {} });

/** Bytes that were cut, that grew, or of which some are other ones. */
function damaged(bytes: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: bytes.length - 1 });
  const insert = fc
    .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 }))
    .map(([at, more]) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]));
  const cut = fc
    .tuple(place, place)
    .map(([one, other]) =>
      Buffer.concat([bytes.subarray(0, Math.min(one, other)), bytes.subarray(Math.max(one, other))]),
    );
  const change = fc
    .array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const other = Buffer.from(bytes);
      for (const [at, difference] of changes) other[at] = (other[at] ?? 0) ^ difference;
      return other;
    });
  return fc.oneof(insert, cut, change).filter((other) => !other.equals(bytes));
}

export function damagedFiles(): Promise<Row> {
  const problems = [
    check('record', damaged(record), (bytes) => {
      const file = parseRecord(bytes);
      return file.kind !== 'record' || openRecord(file, key) === undefined;
    }),
    check('token', damaged(token), (bytes) => parseToken(bytes, 'a.example', master) === undefined),
    check('meta.json', damaged(meta), (bytes) => {
      try {
        // What still parses names another key or another store, or differs in blanks.
        return typeof parseMeta(bytes, '/data/meta.json').id === 'string';
      } catch (error) {
        return error instanceof TsRegError && error.message.includes('/data/meta.json');
      }
    }),
  ].flat();
  const measured = `${numRuns} records, ${numRuns} tokens, ${numRuns} times meta.json`;
  return Promise.resolve(row('damaged store files', '0 crashes, 0 opened, 0 unclear errors', { measured, problems }));
}

function check(name: string, files: fc.Arbitrary<Buffer>, holds: (bytes: Buffer) => boolean): readonly string[] {
  const result = fc.check(fc.property(files, holds), { numRuns });
  return result.failed
    ? [`${name}: ${JSON.stringify(result.counterexample?.[0].toString('latin1')).slice(0, 300)}`]
    : [];
}
