/** Copying records between stores with keys of their own. */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type CopyOutcome, copyRecords, planCopy } from '../../src/registry-store/copy-records.js';
import { Secret } from '../../src/secret.js';
import { recordFileOf } from '../../src/storage/layout/store-paths.js';
import { someRecord, tempStore } from '../storage/store-in-temp.js';

const password = (text: string): { readonly secret: Secret } => ({ secret: new Secret(text) });

async function copied(
  request: Omit<Parameters<typeof copyRecords>[0], 'onOutcome'>,
): Promise<Readonly<Record<string, CopyOutcome>>> {
  const outcomes: Record<string, CopyOutcome> = {};
  await copyRecords({
    ...request,
    onOutcome: (registry, outcome) => {
      outcomes[registry] = outcome;
    },
  });
  return outcomes;
}

it("copies every field, and the secret under the other store's key", async () => {
  const [from, to] = [tempStore(), tempStore()];
  const record = someRecord('r.example', {
    ...password('hunter2'),
    name: 'ours',
    verifyTls: false,
    origin: 'import',
    location: { region: 'eu-west-1', account: '123456789012', endpoint: 'https://e.example' },
  });
  await from.records.insert(record);
  expect(await planCopy({ from: from.records, to: to.records })).toEqual({
    steps: [{ registry: 'r.example', action: 'copy' }],
    damaged: [],
  });
  expect(await copied({ from: from.records, to: to.records, registries: ['r.example'], replace: false })).toEqual({
    'r.example': 'copied',
  });
  const found = await to.reopen().records.find('r.example');
  expect(found).toMatchObject({ ...record, secret: expect.anything() as unknown });
  expect(found?.secret.reveal()).toBe('hunter2');
});

it('tells what is the same, whenever it was written, and what is another credential', async () => {
  const [from, to] = [tempStore(), tempStore()];
  await from.records.insert(someRecord('a.example', { ...password('p'), updatedAt: 1_000 }));
  await to.records.insert(someRecord('a.example', { ...password('p'), updatedAt: 2_000 }));
  await from.records.insert(someRecord('b.example', password('ours')));
  await to.records.insert(someRecord('b.example', password('theirs')));
  const stores = { from: from.records, to: to.records };
  expect((await planCopy(stores)).steps).toEqual([
    { registry: 'a.example', action: 'same' },
    { registry: 'b.example', action: 'conflict' },
  ]);
  const registries = ['a.example', 'b.example'];
  expect(await copied({ ...stores, registries, replace: false })).toEqual({
    'a.example': 'same',
    'b.example': 'conflict',
  });
  expect((await to.records.find('b.example'))?.secret.reveal()).toBe('theirs');
  expect(await copied({ ...stores, registries, replace: true })).toEqual({
    'a.example': 'same',
    'b.example': 'replaced',
  });
  expect((await to.records.find('b.example'))?.secret.reveal()).toBe('ours');
});

it('leaves out what was deleted since it was planned', async () => {
  const [from, to] = [tempStore(), tempStore()];
  expect(await copied({ from: from.records, to: to.records, registries: ['r.example'], replace: false })).toEqual({
    'r.example': 'gone',
  });
});

it('tells of records that cannot be read, and copies the others', async () => {
  const [from, to] = [tempStore(), tempStore()];
  await from.records.insert(someRecord('r.example', password('p')));
  await from.records.insert(someRecord('broken.example', password('p')));
  writeFileSync(recordFileOf(from.paths.dataFolder, 'broken.example'), 'no record', { mode: 0o600 });
  const plan = await planCopy({ from: from.records, to: to.records });
  expect(plan.steps).toHaveLength(1);
  expect(plan.damaged).toHaveLength(1);
});

it('finds a wrong key before anything is written', async () => {
  const [from, to] = [tempStore(), tempStore()];
  await from.records.insert(someRecord('r.example', password('p')));
  const locked = from.reopen({ key: { kind: 'environment', key: new Secret(Buffer.alloc(32, 9).toString('base64')) } });
  await expect(planCopy({ from: locked.records, to: to.records })).rejects.toMatchObject({ kind: 'io' });
});
