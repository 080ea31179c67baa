/** The store of ts-reg as the target of documents. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storeTarget } from '../../src/apply/store-target.js';
import { type Engine, startEngine } from '../support/engine.js';
import { applyTo, listing } from './documents.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

it('remembers what a document made, and whether it alone holds it', async () => {
  await applyTo(engine, [listing('one', 'a.example.com', 'b.example.com')]);
  await applyTo(engine, [listing('two', 'b.example.com')]);
  const { memory } = storeTarget(engine.store.documents);
  expect(await memory?.of('one')).toEqual([
    { registry: 'a.example.com', isOnly: true },
    { registry: 'b.example.com', isOnly: false },
  ]);
  expect(await memory?.of('three')).toEqual([]);
});

it('finds opened records, so that secrets are compared', async () => {
  const document = listing('one', 'a.example.com');
  const target = storeTarget(engine.store.documents);
  const [entry] = document.entries;
  expect(entry && (await target.find(entry))).toBeUndefined();
  await applyTo(engine, [document]);
  expect(entry && (await target.find(entry))?.secret?.reveal()).toBe('secret-1');
  expect([target.comparesSecrets, entry && target.refusal(entry)]).toEqual([true, undefined]);
});
