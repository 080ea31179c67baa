/** A shared store of 100,000 records answers as one of 100: by index, in the same time. */
import type { PostgresStore } from '../../src/shared-store/postgres-store.js';
import { parseMeta } from '../../src/storage/keys/store-meta.js';
import { formatRecord } from '../../src/storage/record-file.js';
import { parseKey } from '../../src/storage/sealing/key-text.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { freshName, type TestPostgres } from '../support/postgres.js';
import { seededRandom, versioned } from './job.js';
import { sharedKey, sharedStore } from './postgres-job.js';
import { newHome } from './postgres-machines.js';
import { type Row, row } from './report.js';

interface Gets {
  readonly name: string;
  readonly run: (store: PostgresStore, registry: string) => Promise<unknown>;
}

/** What `registry get` and the credential helper ask: one name; every name that may cover an address; a token. */
const kinds: readonly Gets[] = [
  { name: 'get', run: ({ records }, registry) => records.find(registry) },
  {
    name: 'helper get',
    run: ({ records }, registry) =>
      records.findFirst([`${registry}/team/app`, `${registry}/team/*`, `${registry}/*`, registry]),
  },
  { name: 'token', run: ({ tokens }, registry) => tokens.read(registry) },
];

export async function largeStore(home: string, server: TestPostgres, rounds: number): Promise<readonly Row[]> {
  const [small, large] = [server.url(), server.url()];
  await fill(server, small, { count: 100, home: newHome(home, 'small') });
  await fill(server, large, { count: 100_000, home: newHome(home, 'large') });
  return [
    await timed({ small, large }, newHome(home, 'timed'), rounds),
    await explained(server, large, newHome(home, 'explained')),
  ];
}

async function timed(
  urls: { readonly small: string; readonly large: string },
  home: string,
  rounds: number,
): Promise<Row> {
  const small = sharedStore({ url: urls.small, home: newHome(home, 'small') });
  const large = sharedStore({ url: urls.large, home: newHome(home, 'large') });
  const random = seededRandom(5);
  const problems: string[] = [];
  const measured: string[] = [];
  for (const { name, run } of kinds) {
    const took = { small: [] as number[], large: [] as number[] };
    for (let round = -50; round < rounds; round += 1) {
      const times = [
        await time(() => run(small, nameOf(random(100)))),
        await time(() => run(large, nameOf(random(100_000)))),
      ] as const;
      // The first ones warm up program and database.
      if (round < 0) continue;
      took.small.push(times[0]);
      took.large.push(times[1]);
    }
    const ratio = median(took.large) / median(took.small);
    measured.push(`${name} ${ratio.toFixed(2)} (${median(took.large).toFixed(2)} ms)`);
    if (ratio > 1.5) problems.push(`${name} takes ${ratio.toFixed(2)} times as long`);
  }
  const found = await large.records.find(nameOf(99_999));
  if (found?.secret.reveal() !== 'secret 1') problems.push('the last record is not found');
  await Promise.all([small.close(), large.close()]);
  return row('100,000 records against 100, median of interleaved rounds', 'at most 1.5 times the time', {
    measured: measured.join(', '),
    problems,
  });
}

/** The plans of the very statements that are sent, as the server itself writes them down. */
async function explained(server: TestPostgres, url: string, home: string): Promise<Row> {
  const role = await server.role();
  await server.query(`ALTER ROLE ${role} SUPERUSER`);
  await server.query(`ALTER ROLE ${role} SET session_preload_libraries = 'auto_explain'`);
  await server.query(`ALTER ROLE ${role} SET auto_explain.log_min_duration = 0`);
  const problems: string[] = [];
  const indexes = new Set<string>();
  for (const { name, run } of kinds) {
    const store = sharedStore({ url: url.replace('//postgres:', `//${role}:`), home: newHome(home, name) });
    const seen = server.log.length;
    await run(store, nameOf(77_777));
    await store.close();
    const plans = await logged(server, seen);
    for (const [, index] of plans.matchAll(/Index(?: Only)? Scan (?:using|on) (\w+)/g))
      indexes.add(`${name}: ${index ?? ''}`);
    if (!plans.includes('Index')) problems.push(`${name} uses no index`);
    if (/Seq Scan on (?:record|token)/.test(plans)) problems.push(`${name} reads a whole table`);
  }
  return row('EXPLAIN of the statements of a get, 100,000 records', 'an index, no table read as a whole', {
    measured: [...indexes].join(', '),
    problems,
  });
}

/** The server's log reaches us a little later than its answers. */
async function logged(server: TestPostgres, from: number): Promise<string> {
  for (let tries = 0; tries < 100 && !/plan:[\s\S]*\n.*cost=/.test(server.log.slice(from)); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return server.log.slice(from);
}

/** Rows as the store writes them, in bulk. */
async function fill(
  server: TestPostgres,
  url: string,
  { count, home }: { readonly count: number; readonly home: string },
): Promise<void> {
  const store = sharedStore({ url, home });
  await store.prepare();
  await store.close();
  const schema = new URL(url).searchParams.get('schema') ?? freshName('s');
  const [found] = await server.query(`SELECT meta FROM ${schema}.store`);
  const { id } = parseMeta(found?.['meta'] as Buffer, schema);
  const shared = parseKey(Buffer.from(sharedKey.reveal()));
  if (shared === undefined) throw new Error('the key is no key');
  const key = deriveRecordKey(shared, id);
  const chunk = 5_000;
  for (let from = 0; from < count; from += chunk) {
    const names = Array.from({ length: Math.min(chunk, count - from) }, (_, index) => nameOf(from + index));
    const files = names.map((registry) => formatRecord(versioned(registry, 1), { storeId: id, key, further: {} }));
    await server.query(
      `INSERT INTO ${schema}.record SELECT name, 1, file FROM unnest($1::text[], $2::bytea[]) AS given(name, file)`,
      [names, files],
    );
    await server.query(`INSERT INTO ${schema}.token (registry, generation) SELECT unnest($1::text[]), 0`, [names]);
  }
}

function nameOf(index: number): string {
  return `r${index}.example`;
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
