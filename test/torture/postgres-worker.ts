/** One machine of the torture of the shared store: the real engine on the real store, AWS alone is played. */
import { appendFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { TsRegError } from '../../src/errors.js';
import { EmbeddedStore } from '../../src/registry-store/embedded-store.js';
import type { ExchangedToken } from '../../src/registry/token-exchange.js';
import { Secret } from '../../src/secret.js';
import type { PostgresStore } from '../../src/shared-store/postgres-store.js';
import { hint } from '../../src/system/hint.js';
import { nextVersion, versioned } from './job.js';
import { type FakeExchange, halfDay, type SharedJob, sharedStore } from './postgres-job.js';

const job = JSON.parse(process.argv[2] ?? '') as SharedJob;
const store = sharedStore(job.machine);
let exchanges = 0;
await run(job);
await store.close();

async function run(todo: SharedJob): Promise<void> {
  switch (todo.kind) {
    case 'shared-adds':
      return adds(todo);
    case 'shared-gets':
      return gets(engineOn(store, todo.exchange));
    case 'shared-load':
      return load(todo, engineOn(store, todo.exchange));
    default:
      return todo satisfies never;
  }
}

/** At once and whole, so that a kill right after it cannot take it back. */
function say(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function engineOn({ records, tokens }: PostgresStore, fake: FakeExchange): EmbeddedStore {
  return new EmbeddedStore({
    records,
    tokens,
    exchange: {
      exchange: ({ registry }) => playExchange(registry, fake),
      machineRoleSetting: () => Promise.resolve(undefined),
      jobTokenSource: () => Promise.resolve(undefined),
      jobSubject: () => Promise.resolve(undefined),
    },
    ping: { ping: () => Promise.resolve('accepted') },
    gate: { allowed: false, hint: hint`` },
    ambientChoice: '',
    clock: () => Date.now(),
    report: () => undefined,
    debug: () => undefined,
  });
}

async function playExchange(registry: string, { counterFile, milliseconds }: FakeExchange): Promise<ExchangedToken> {
  appendFileSync(counterFile, '.');
  say({ exchanging: registry });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  exchanges += 1;
  // The token of an aged registry is past half of its life from the start.
  const issuedAt = Date.now() - (registry.startsWith('aged') ? 0.6 * halfDay : 0);
  return {
    username: 'AWS',
    password: new Secret(`${process.pid}.${exchanges}`),
    issuedAt,
    expiresAt: issuedAt + halfDay,
    source: 'the torture',
  };
}

async function adds(todo: Extract<SharedJob, { kind: 'shared-adds' }>): Promise<void> {
  for (let index = 0; index < todo.count; index += 1) {
    if (!(await store.records.insert(versioned(`${todo.prefix}-${index}.example`, 1)))) throw new Error('name taken');
  }
}

async function gets(engine: EmbeddedStore): Promise<void> {
  await store.records.find('nobody.example');
  say({ ready: true });
  for await (const registry of createInterface({ input: process.stdin })) say(await get(engine, registry));
}

async function get(engine: EmbeddedStore, registry: string): Promise<object> {
  const started = performance.now();
  try {
    const { password } = await engine.credential(registry);
    return { got: registry, password: password.reveal(), took: performance.now() - started };
  } catch (error) {
    return {
      failed: registry,
      reason: error instanceof TsRegError ? error.message : String(error),
      took: performance.now() - started,
    };
  }
}

async function load(todo: Extract<SharedJob, { kind: 'shared-load' }>, engine: EmbeddedStore): Promise<void> {
  const closed = new AbortController();
  process.stdin
    .on('end', () => {
      closed.abort();
    })
    .resume();
  for (const registry of todo.cached) say(await get(engine, registry));
  say({ ready: true });
  for (let step = 0; !closed.signal.aborted; step += 1) {
    say(await get(engine, todo.cached[step % todo.cached.length] ?? 'nobody.example'));
    if (step % 3 === 0) say(await change(todo.changed));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function change(registry: string): Promise<object> {
  try {
    const saved = await store.records.change(registry, nextVersion(registry));
    return { changed: registry, version: saved?.version };
  } catch (error) {
    // A commit whose answer got lost is said to be neither done nor refused.
    if (error instanceof TsRegError) return { refused: registry, unsure: error.kind === 'io', reason: error.message };
    return { broken: registry, reason: String(error) };
  }
}
