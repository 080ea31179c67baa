/** Which documents made a record. */
import { expect, it } from 'vitest';
import { documentsWith, isOfDocument, isOnlyOf, lacksDocument } from '../../src/registry-store/record-documents.js';

const people = {};
const ofA = { documents: ['a'] };
const ofBoth = { documents: ['a', 'b'] };

it('is written into what a document makes, and into what another document made, never into what people added', () => {
  expect(documentsWith(undefined, 'a')).toEqual(['a']);
  expect(documentsWith(undefined, undefined)).toBeUndefined();
  expect(documentsWith(people, 'a')).toBeUndefined();
  expect(documentsWith(ofA, 'a')).toEqual(['a']);
  expect(documentsWith(ofA, 'b')).toEqual(['a', 'b']);
  expect(documentsWith(ofA, undefined)).toEqual(['a']);
});

it('tells whose a record is', () => {
  expect([people, ofA, ofBoth].map((record) => lacksDocument(record, 'b'))).toEqual([false, true, false]);
  expect(lacksDocument(ofA, undefined)).toBe(false);
  expect([people, ofA, ofBoth].map((record) => isOfDocument(record, 'a'))).toEqual([false, true, true]);
  expect([people, ofA, ofBoth].map((record) => isOnlyOf(record, 'a'))).toEqual([false, true, false]);
});
