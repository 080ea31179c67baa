/** One process of the torture: does its job through the real store and reports in lines of JSON. */
import { appendFileSync, writeSync } from 'node:fs';
import { TsRegError } from '../../src/errors.js';
import { runCommand } from './commands.js';
import { isWhole, type Job, nextVersion, seededRandom, storeIn, tokenNumber, versioned } from './job.js';
import { playMixed } from './mixed-plan.js';

/** What fs-shim.cjs put there, when it was loaded. */
const shim = (globalThis as { torture?: { folder: string | undefined; calls: readonly string[] } }).torture ?? {
  folder: undefined,
  calls: [],
};
const job = JSON.parse(process.argv[2] ?? '') as Job;
await run(job);

async function run(todo: Job): Promise<void> {
  switch (todo.kind) {
    case 'adds':
      return adds(todo);
    case 'updates':
      return updates(todo);
    case 'mixed':
      return playMixed(storeIn(todo.home), todo);
    case 'storm':
      return storm(todo);
    case 'reader':
      return read(todo);
    case 'renew':
      return renew(todo);
    case 'failing-calls':
      return failingCalls(todo);
    case 'command':
      return command(todo);
    default:
      return todo satisfies never;
  }
}

/** At once and whole, so that a kill right after it cannot take it back. */
function say(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function adds(todo: Extract<Job, { kind: 'adds' }>): Promise<void> {
  const store = storeIn(todo.home);
  for (let index = 0; index < todo.count; index += 1) {
    if (!(await store.records.insert(versioned(`${todo.prefix}-${index}.example`, 1)))) throw new Error('name taken');
  }
}

async function updates(todo: Extract<Job, { kind: 'updates' }>): Promise<void> {
  const store = storeIn(todo.home);
  let longest = 0;
  for (let index = 0; index < todo.count; index += 1) {
    const started = performance.now();
    const registry = todo.registries[index % todo.registries.length] ?? 'none';
    await store.records.change(registry, nextVersion(registry));
    longest = Math.max(longest, performance.now() - started);
  }
  say({ longest });
}

async function storm(todo: Extract<Job, { kind: 'storm' }>): Promise<void> {
  const store = storeIn(todo.home);
  const random = seededRandom(process.pid);
  await new Promise((resolve) => process.stdin.once('data', resolve));
  for (let step = 0; ; step += 1) {
    const started = performance.now();
    const own = `${todo.slot}-${process.pid}-${step >> 1}.example`;
    const done =
      random(10) < 6 ? await changeShared(todo.shared[random(todo.shared.length)] ?? own) : await ownRecord(own, step);
    say({ ...done, took: performance.now() - started });
  }

  async function changeShared(registry: string): Promise<object> {
    const record = await store.records.change(registry, nextVersion(registry));
    return { did: 'change', registry, version: record?.version };
  }

  async function ownRecord(registry: string, step: number): Promise<object> {
    if (step % 2 === 0) {
      await store.records.insert(versioned(registry, 1));
      return { did: 'insert', registry };
    }
    say({ will: 'delete', registry });
    await store.records.delete(registry);
    return { did: 'delete', registry };
  }
}

async function read(todo: Extract<Job, { kind: 'reader' }>): Promise<void> {
  const store = storeIn(todo.home);
  const counts = { reads: 0, torn: 0, errors: [] as string[], longest: 0 };
  const closed = new AbortController();
  process.stdin
    .on('end', () => {
      closed.abort();
    })
    .resume();
  while (!closed.signal.aborted) {
    const started = performance.now();
    try {
      for (const registry of todo.shared) {
        const record = await store.records.find(registry);
        counts.reads += 1;
        if (record !== undefined && !isWhole(record)) counts.torn += 1;
      }
      const { damaged } = await store.records.list();
      counts.torn += damaged.length;
    } catch (error) {
      counts.errors.push(error instanceof Error ? error.message : 'unknown');
    }
    counts.longest = Math.max(counts.longest, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  say(counts);
}

async function renew(todo: Extract<Job, { kind: 'renew' }>): Promise<void> {
  const store = storeIn(todo.home);
  const token = await store.tokens.withLock(todo.registry, { wait: true }, async (turn) => {
    if (turn.current !== undefined) return turn.current;
    appendFileSync(todo.counterFile, '.');
    await new Promise((resolve) => setTimeout(resolve, todo.exchangeMs));
    const fresh = tokenNumber(1);
    await turn.keep(fresh);
    return fresh;
  });
  if (token?.password.reveal() !== 'token 1') throw new Error('wrong token');
}

async function failingCalls(todo: Extract<Job, { kind: 'failing-calls' }>): Promise<void> {
  for (const { home, point } of todo.rounds) {
    Object.assign(shim, { folder: home, point, fault: todo.fault, calls: [] });
    const error: unknown = await runCommand(home, todo.command).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    shim.folder = undefined;
    const unclear =
      error instanceof Error && !(error instanceof TsRegError) ? (error.stack ?? error.message) : undefined;
    say({ home, acknowledged: error === undefined, unclear });
  }
}

async function command(todo: Extract<Job, { kind: 'command' }>): Promise<void> {
  await runCommand(todo.home, todo.command);
  say({ done: todo.command, calls: shim.calls });
}
