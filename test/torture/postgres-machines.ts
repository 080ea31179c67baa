/** Machines of the torture of the shared store: started, asked, and heard. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ecrRecord,
  expiredToken,
  type FakeExchange,
  type Machine,
  type SharedJob,
  sharedStore,
} from './postgres-job.js';
import { startWorker, type Worker } from './processes.js';

export interface Answer {
  readonly machine: AskedMachine;
  readonly registry: string;
  /** Undefined: the get failed. */
  readonly password: string | undefined;
  readonly reason: string | undefined;
  /** Milliseconds from the question to the answer, in the machine. */
  readonly took: number;
  /** When it was heard, by `performance.now()`. */
  readonly at: number;
}

/** A machine that waits for questions. */
export class AskedMachine {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  readonly #hears: ((answer: Answer) => void)[] = [];
  /** Called when it begins an exchange. */
  onExchange: (registry: string) => void = () => undefined;
  readonly #onLine: (line: Readonly<Record<string, unknown>>) => void;

  /** `onLine` is called for everything else that it says. */
  constructor(job: SharedJob, onLine: (line: Readonly<Record<string, unknown>>) => void = () => undefined) {
    this.#onLine = onLine;
    let isReady: () => void = () => undefined;
    const said = new Promise<void>((resolve) => (isReady = resolve));
    this.worker = startWorker(job, {
      hear: (line) => {
        if (line['ready'] === true) isReady();
        else if (typeof line['exchanging'] === 'string') this.onExchange(line['exchanging']);
        else this.#hear(line);
      },
    });
    this.worker.child.stdin?.on('error', () => undefined);
    this.ready = Promise.race([
      said,
      this.worker.ended.then(({ how, complaint }) => {
        throw new Error(`a machine ended with ${how}: ${complaint.slice(0, 300)}`);
      }),
    ]);
  }

  /** Asks for the credential of a registry; rejects when the machine ends without an answer. */
  ask(registry: string): Promise<Answer> {
    const answered = new Promise<Answer>((resolve) => this.#hears.push(resolve));
    this.worker.child.stdin?.write(`${registry}\n`);
    const gone = this.worker.ended.then(({ how }): never => {
      throw new Error(`a machine ended with ${how} and without an answer`);
    });
    return Promise.race([answered, gone]);
  }

  /** Lets it end by itself. */
  async end(): Promise<void> {
    this.worker.child.stdin?.end();
    await this.worker.ended;
  }

  #hear(line: Readonly<Record<string, unknown>>): void {
    this.#onLine(line);
    const registry = line['got'] ?? line['failed'];
    if (typeof registry !== 'string') return;
    const { password, reason, took } = line;
    this.#hears.shift()?.({
      machine: this,
      registry,
      password: typeof password === 'string' ? password : undefined,
      reason: typeof reason === 'string' ? reason : undefined,
      took: Number(took),
      at: performance.now(),
    });
  }
}

export interface MachineOptions {
  readonly folder: string;
  readonly onLine?: (line: Readonly<Record<string, unknown>>) => void;
}

/** Machines with empty homes below a folder, all ready. */
export async function startMachines(
  count: number,
  make: (home: string, index: number) => SharedJob,
  { folder, onLine }: MachineOptions,
): Promise<readonly AskedMachine[]> {
  const machines: AskedMachine[] = [];
  while (machines.length < count) {
    // Each of them has processors of its own; here a few at a time share ours while they load and connect.
    const next = Array.from({ length: Math.min(8, count - machines.length) }, () => machines.length).map(
      (from, index) => from + index,
    );
    machines.push(...next.map((index) => new AskedMachine(make(newHome(folder, `home-${index}`), index), onLine)));
    await Promise.all(machines.slice(-next.length).map(({ ready }) => ready));
  }
  return machines;
}

export function newHome(folder: string, name: string): string {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  return home;
}

/** Stores records for these registries, each with a token that has expired. */
export async function prepareExpired(machine: Machine, registries: readonly string[]): Promise<void> {
  const store = sharedStore(machine);
  for (const registry of registries) {
    await store.records.insert(ecrRecord(registry));
    await store.tokens.withLock(registry, { wait: true }, (turn) => turn.keep(expiredToken()));
  }
  await store.close();
}

/** An exchange whose calls are counted in a new file below a folder. */
export function countedExchange(folder: string, milliseconds: number): FakeExchange & { count(): number } {
  const counterFile = join(folder, 'exchanges');
  writeFileSync(counterFile, '');
  return { counterFile, milliseconds, count: () => readFileSync(counterFile, 'utf8').length };
}

/** What is wrong with answers that are to be one and the same token. */
export function unlikeAnswers(answers: readonly Answer[]): readonly string[] {
  const reasons = answers.flatMap(({ reason }) => reason ?? []);
  const passwords = new Set(answers.flatMap(({ password }) => password ?? []));
  return [
    ...(reasons.length > 0 ? [`${reasons.length} gets failed: ${reasons[0] ?? ''}`] : []),
    ...(passwords.size > 1 ? [`${passwords.size} different tokens`] : []),
    ...(passwords.has('expired') ? ['an expired token was handed out'] : []),
  ];
}
