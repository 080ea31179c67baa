/** What is said of a record that cannot be used. */
import { expect, it } from 'vitest';
import { damage, damagedRecordError } from '../../src/storage/damaged-record.js';

it('names the registry, the file and the way out, and gives doctor the path', () => {
  const error = damagedRecordError({ registry: 'r.example', kind: 'file', place: '/data/x.json' }, damage.changed);
  expect(error).toMatchObject({
    kind: 'io',
    message: 'the record of r.example in /data/x.json cannot be read: it was changed or damaged after ts-reg wrote it',
    hint: 'restore that file from a backup, or: ts-reg registry del r.example',
    detail: { path: '/data/x.json', registry: 'r.example' },
  });
});

it('names the row of a database', () => {
  const place = 'database x on db:5432';
  expect(damagedRecordError({ registry: 'r.example', kind: 'row', place }, damage.recordOf('s.example'))).toMatchObject(
    {
      message: `the record of r.example in ${place} cannot be read: it contains the record of s.example: it was copied or renamed`,
      hint: 'restore that row from a backup, or: ts-reg registry del r.example',
      detail: { place, registry: 'r.example' },
    },
  );
});

it('of a newer version names its schema', () => {
  expect(damage.newer(7)).toBe('a newer version of ts-reg wrote it (schema 7)');
});
