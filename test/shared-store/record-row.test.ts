/** A row is a record only when its columns, its bytes and its store agree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesIn, damagedRow, numberIn, parseRow, rowPlace, textIn } from '../../src/shared-store/record-row.js';
import { formatRecord } from '../../src/storage/record-file.js';
import { makeKey } from '../../src/storage/sealing/key-text.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { someRecord } from '../storage/store-in-temp.js';
import { fuzzRuns } from '../support/fuzz-runs.js';

const storeId = '0'.repeat(32);
const key = deriveRecordKey(makeKey(), storeId);
const file = formatRecord(someRecord('a.example', { version: 3 }), { storeId, key, further: {} });
const row = { registry: 'a.example', version: '3', file };

describe('a row', () => {
  it('is the record that its bytes describe', () => {
    expect(parseRow(row, storeId)).toMatchObject({
      kind: 'record',
      storeId,
      record: { registry: 'a.example', user: 'alice', version: 3 },
    });
  });

  it.each([
    [
      'whose bytes were put under another name',
      { ...row, registry: 'b.example' },
      'it contains the record of a.example: it was copied or renamed',
    ],
    [
      'whose bytes are of an older version than the row',
      { ...row, version: '4' },
      'it holds version 3, the row says 4',
    ],
    ['that was cut off', { ...row, file: file.subarray(0, 40) }, 'it is incomplete'],
    ['without bytes', { ...row, file: Buffer.alloc(0) }, 'it is incomplete'],
  ])('%s is damaged', (_, changed, reason) => {
    expect(parseRow(changed, storeId)).toEqual({ kind: 'damaged', reason });
  });

  it('of another store is damaged: one that was restored into the wrong schema', () => {
    expect(parseRow(row, 'f'.repeat(32))).toMatchObject({
      kind: 'damaged',
      reason: expect.stringContaining(`it belongs to store ${storeId}`) as string,
    });
  });

  it('of a newer version says so and is not called damaged', () => {
    const newer = Buffer.from(file.toString('latin1').replace('"schema":1', '"schema":3'), 'latin1');
    expect(parseRow({ ...row, file: newer }, storeId)).toEqual({
      kind: 'newer',
      reason: 'a newer version of ts-reg wrote it (schema 3)',
    });
  });

  it('is named by table and database, and the error says what to type', () => {
    expect(rowPlace('database x on db:5432', 'a.example')).toBe(
      "row 'a.example' of table record in database x on db:5432",
    );
    expect(damagedRow('database x on db:5432', 'a.example', 'it is incomplete')).toMatchObject({
      kind: 'io',
      message: 'the record of a.example in database x on db:5432 cannot be read: it is incomplete',
      hint: expect.stringContaining('ts-reg registry del a.example') as string,
    });
  });
});

describe('a column', () => {
  it('gives the text, number or bytes that it holds; 64-bit numbers come as text', () => {
    expect(textIn({ registry: 'a.example' }, 'registry')).toBe('a.example');
    expect(numberIn({ layout: 1 }, 'layout')).toBe(1);
    expect(numberIn({ clock: '1767323045000' }, 'clock')).toBe(1_767_323_045_000);
    expect(bytesIn({ file: Buffer.from('x') }, 'file')).toEqual(Buffer.from('x'));
  });

  it('that holds anything else names itself, and not what it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [textIn, numberIn, bytesIn]) {
          try {
            const answer: unknown = read({ file: value }, 'file');
            expect(typeof answer === 'string' || Number.isSafeInteger(answer) || answer instanceof Buffer).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({
              kind: 'internal',
              message: 'column file of the shared store contains a value that ts-reg did not write',
            });
          }
        }
      }),
      { numRuns: fuzzRuns },
    );
  });

  it.each(['9007199254740993', '1.5', 'NaN', 'one', null, undefined])('is no number when it holds %s', (value) => {
    expect(() => numberIn({ version: value }, 'version')).toThrow('column version');
  });
});
