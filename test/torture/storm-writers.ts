/** The 16 writers of the storm, and spare ones that have started and wait, so that kills hit writing, not starting. */
import { sharedRegistries } from './mixed-plan.js';
import { startWorker, type Worker } from './processes.js';
import type { StormLog } from './storm-log.js';

const writing = 16;
const waiting = 4;

export class StormWriters {
  readonly #home: string;
  readonly #log: StormLog;
  readonly #active: Worker[] = [];
  readonly #spare: Worker[] = [];
  readonly #ended: Promise<void>[] = [];
  #count = 0;

  constructor(home: string, log: StormLog) {
    this.#home = home;
    this.#log = log;
    this.#fill();
  }

  /** Kills a writer that has written, and lets a spare one write; false when there is none. */
  killOne(): boolean {
    const candidates = this.#active.filter((worker) => this.#log.hasWritten(worker.child.pid));
    const victim = candidates[Math.floor(Math.random() * candidates.length)];
    if (victim === undefined) return false;
    this.#active.splice(this.#active.indexOf(victim), 1);
    this.#log.gone(victim.child.pid);
    victim.child.kill('SIGKILL');
    this.#fill();
    return true;
  }

  async stop(): Promise<void> {
    for (const worker of [...this.#active, ...this.#spare]) {
      this.#log.gone(worker.child.pid);
      worker.child.kill('SIGKILL');
    }
    await Promise.all(this.#ended);
  }

  #fill(): void {
    while (this.#active.length < writing) {
      const worker = this.#spare.shift() ?? this.#start();
      this.#active.push(worker);
      worker.child.stdin?.write('go\n');
    }
    while (this.#spare.length < waiting) this.#spare.push(this.#start());
  }

  #start(): Worker {
    const slot = `s${(this.#count += 1)}`;
    const hear = (line: Readonly<Record<string, unknown>>): void => {
      this.#log.hear(line, worker.child.pid);
    };
    const worker = startWorker({ kind: 'storm', home: this.#home, slot, shared: sharedRegistries }, { hear });
    // The pipe of a killed process may break while it is written to.
    worker.child.stdin?.on('error', () => undefined);
    this.#ended.push(
      worker.ended.then(({ how, complaint }) => {
        this.#log.end(how, complaint);
      }),
    );
    return worker;
  }
}
