/** One record as a file. */
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenRecord } from '../../src/registry/record.js';
import { Secret } from '../../src/secret.js';
import { formatRecord, openRecord, parseRecord } from '../../src/storage/record-file.js';
import { formatSealedFile, parseSealedFile } from '../../src/storage/sealing/sealed-file.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { someRecord } from './store-in-temp.js';

const storeId = 'ab'.repeat(16);
const key = deriveRecordKey(createSecretKey(Buffer.alloc(32, 1)), storeId);
const how = { storeId, key, further: {} };

function reopened(bytes: Buffer): OpenRecord | undefined {
  const file = parseRecord(bytes);
  return file.kind === 'record' ? openRecord(file, key) : undefined;
}

const plainRecord = fc.record({
  registry: fc.constantFrom('a.example', 'localhost:5000', '[::1]:5000', 'a.example/*', 'a.example/B/c*'),
  name: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
  type: fc.constantFrom('docker_v2' as const, 'awsecr' as const),
  user: fc.string({ unit: 'binary' }),
  verifyTls: fc.boolean(),
  origin: fc.constantFrom('add' as const, 'docker-login' as const, 'import' as const),
  location: fc.record({ region: fc.string(), account: fc.string(), endpoint: fc.string() }, { requiredKeys: [] }),
  createdAt: fc.integer({ min: 0, max: 8.64e15 }),
  updatedAt: fc.integer({ min: 0, max: 8.64e15 }),
  version: fc.integer({ min: 1 }),
  secret: fc.string({ unit: 'binary' }),
});
const anyRecord = fc
  .tuple(plainRecord, fc.option(fc.array(fc.string()), { nil: undefined }))
  .map(([record, documents]) => ({ ...record, ...(documents && { documents }) }));

describe('a record', () => {
  it('comes back as it was stored, whatever its texts hold', () => {
    fc.assert(
      fc.property(anyRecord, ({ secret, ...rest }) => {
        const back = reopened(formatRecord({ ...rest, secret: new Secret(secret) }, how));
        expect(back).toEqual({ ...rest, secret: new Secret(secret) });
        expect(back?.secret.reveal()).toBe(secret);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused when it is too long to be read again, and the message says so without its secret', () => {
    const record = someRecord('a.example', { secret: new Secret('x'.repeat(60_000)) });
    expect(() => formatRecord(record, how)).toThrow(
      /^the record of a\.example is too long to be stored: [0-9]+ bytes, the maximum is 65536$/,
    );
  });

  it('keeps what it does not know, and the names of documents that made it, sealed with the rest', () => {
    const record = someRecord('a.example', { documents: ['team-a'] });
    const bytes = formatRecord(record, { ...how, further: { later: [1] } });
    const file = parseRecord(bytes);
    expect(file).toMatchObject({ record: { documents: ['team-a'] }, further: { later: [1] } });
    const edited = Buffer.from(bytes.toString('utf8').replace('team-a', 'team-b'));
    expect(parseRecord(edited).kind).toBe('record');
    expect(reopened(edited)).toBeUndefined();
    const wrong = Buffer.from(bytes.toString('utf8').replace('["team-a"]', '"team-a"'));
    expect(parseRecord(wrong).kind).toBe('damaged');
  });

  it('keeps when its password ends, under its seal; a version that does not know it keeps it too', () => {
    const bytes = formatRecord({ ...someRecord('a.example'), expiresAt: 1_800_000_000_000 }, how);
    expect(parseRecord(bytes)).toMatchObject({ record: { expiresAt: 1_800_000_000_000 }, further: {} });
    expect(parseSealedFile(bytes)?.header).toMatchObject({ schema: 1, expiresAt: 1_800_000_000_000 });
    const edited = Buffer.from(bytes.toString('utf8').replace('1800000000000', '1900000000000'));
    expect(reopened(edited)).toBeUndefined();
    const wrong = Buffer.from(bytes.toString('utf8').replace('1800000000000', '"soon"'));
    expect(parseRecord(wrong).kind).toBe('damaged');
  });

  it('does not open with the key of another store', () => {
    const file = parseRecord(formatRecord(someRecord('a.example'), how));
    const other = deriveRecordKey(createSecretKey(Buffer.alloc(32, 1)), 'cd'.repeat(16));
    expect(file.kind === 'record' && openRecord(file, other)).toBe(undefined);
  });
});

describe('a record with a name that ts-reg would not store', () => {
  it.each([
    '',
    'x$(touch${IFS}y)',
    'a.example;reboot',
    'A.example',
    'a.example\n',
    '\u001b[2Ja.example',
    'a.example/../b',
    'https://a.example',
    '127.1',
    'a.example:0',
    'a'.repeat(300),
  ])('is damaged: %j', (registry) => {
    expect(parseRecord(formatRecord(someRecord(registry), how))).toEqual({
      kind: 'damaged',
      reason: 'its registry name is not one that ts-reg stores',
    });
  });
});

describe('parseRecord', () => {
  const whole = parseSealedFile(formatRecord(someRecord('a.example'), how))?.header ?? {};

  it.each([
    ['a format of another file', { format: 'ts-reg token' }],
    ['no schema', { schema: undefined }],
    ['schema 0', { schema: 0 }],
    ['a schema in words', { schema: '1' }],
    ['a registry that is a number', { registry: 1 }],
    ['a name that is null', { name: null }],
    ['an unknown type', { type: 'gcr' }],
    ['a user that is missing', { user: undefined }],
    ['verifyTls in words', { verifyTls: 'true' }],
    ['an unknown origin', { origin: 'magic' }],
    ['a location that is a list', { location: [] }],
    ['a location with a foreign member', { location: { planet: 'mars' } }],
    ['a time that no calendar has', { createdAt: 1e300 }],
    ['a time with a fraction', { updatedAt: 0.5 }],
    ['version 0', { version: 0 }],
    ['a store that is a number', { store: 1 }],
    ['a key that is missing', { key: undefined }],
  ])('finds %s damaged', (_, change) => {
    const bytes = formatSealedFile({ ...whole, ...change }, 'secret', key.key);
    expect(parseRecord(bytes).kind).toBe('damaged');
  });

  it('tells a record of a newer version from a damaged one', () => {
    expect(parseRecord(formatSealedFile({ ...whole, schema: 3 }, 'secret', key.key))).toEqual({
      kind: 'newer',
      schema: 3,
    });
  });

  it('keeps a former credential beside the secret, sealed, in schema 2', () => {
    const others = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'schema'));
    const former = { user: 'alice', origin: 'add', updatedAt: 5 };
    const bytes = formatSealedFile({ ...others, schema: 2, former }, { secret: 's', former: 'canary' }, key.key);
    expect(bytes.toString('latin1')).not.toContain('canary');
    const parsed = parseRecord(bytes);
    const opened = parsed.kind === 'record' ? openRecord(parsed, key) : undefined;
    expect([opened?.secret.reveal(), opened?.former?.secret.reveal(), opened?.former?.user]).toEqual([
      's',
      'canary',
      'alice',
    ]);
    for (const broken of [undefined, null, 'alice', { ...former, origin: 'magic' }, { ...former, user: 7 }])
      expect(parseRecord(formatSealedFile({ ...others, schema: 2, former: broken }, 's', key.key)).kind).toBe(
        'damaged',
      );
    const unsealed = parseRecord(formatSealedFile({ ...others, schema: 2, former }, 's', key.key));
    expect(unsealed.kind === 'record' && openRecord(unsealed, key)).toBeUndefined();
  });

  it('keeps members that it does not know', () => {
    const parsed = parseRecord(formatSealedFile({ ...whole, labels: ['a'] }, 'secret', key.key));
    expect(parsed.kind === 'record' && parsed.further).toEqual({ labels: ['a'] });
  });

  it('never throws, for any bytes and any header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(parseRecord(Buffer.from(bytes)).kind).toBe('damaged');
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(whole), '__proto__'), fc.jsonValue()), (header) => {
        const { kind } = parseRecord(formatSealedFile({ ...whole, ...header }, 'secret', key.key));
        expect(['record', 'newer', 'damaged']).toContain(kind);
      }),
      { numRuns: 2_000 },
    );
  });
});
