/**
 * Namespaces that wait for their Secret: a few at once, a new one before all others, each at most once at a time, and
 * one that failed again after a while.
 */

export interface QueueOptions {
  readonly atOnce: number;
  /** Milliseconds until a namespace that failed so many times in a row is tried again; undefined: it is not. */
  readonly retryAfter: (failures: number) => number | undefined;
}

export class NamespaceQueue {
  readonly #work: (namespace: string) => Promise<boolean>;
  readonly #options: QueueOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  /** Gone while they ran. */
  readonly #dropped = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #idle: (() => void)[] = [];
  #unforeseen: { readonly error: unknown } | undefined;

  /** `work` answers whether it succeeded. */
  constructor(work: (namespace: string) => Promise<boolean>, options: QueueOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** Behind all that wait. */
  put(namespaces: Iterable<string>): void {
    for (const namespace of namespaces) {
      this.#dropped.delete(namespace);
      this.#waiting.add(namespace);
    }
    this.#start();
  }

  /** Before all that wait. */
  putFirst(namespace: string): void {
    const others = [...this.#waiting].filter((other) => other !== namespace);
    this.#dropped.delete(namespace);
    this.#waiting.clear();
    for (const one of [namespace, ...others]) this.#waiting.add(one);
    this.#start();
  }

  /** What is gone is not tried again. */
  drop(namespace: string): void {
    this.#waiting.delete(namespace);
    if (this.#running.has(namespace)) this.#dropped.add(namespace);
    this.#settle(namespace);
  }

  /** Resolves when nothing waits or runs; what failed and is tried later does not count. Throws what `work` threw. */
  async idle(): Promise<void> {
    if (this.#waiting.size + this.#running.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    if (this.#unforeseen !== undefined) throw this.#unforeseen.error;
  }

  /** Nothing more is begun. */
  stop(): void {
    this.#waiting.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#tell();
  }

  #start(): void {
    for (const namespace of this.#waiting) {
      if (this.#running.size >= this.#options.atOnce) return;
      // What runs now may have read the old state: it runs again afterwards.
      if (this.#running.has(namespace)) continue;
      this.#waiting.delete(namespace);
      this.#running.add(namespace);
      void this.#run(namespace);
    }
  }

  async #run(namespace: string): Promise<void> {
    try {
      const isDone = await this.#work(namespace);
      if (this.#dropped.delete(namespace) || isDone) this.#settle(namespace);
      else this.#retryLater(namespace);
    } catch (error) {
      this.#unforeseen ??= { error };
    }
    this.#running.delete(namespace);
    this.#start();
    this.#tell();
  }

  #retryLater(namespace: string): void {
    const failures = (this.#failures.get(namespace) ?? 0) + 1;
    this.#failures.set(namespace, failures);
    const wait = this.#options.retryAfter(failures);
    if (wait === undefined) return;
    clearTimeout(this.#timers.get(namespace));
    const timer = setTimeout(() => {
      this.#timers.delete(namespace);
      this.put([namespace]);
    }, wait);
    this.#timers.set(namespace, timer);
  }

  #settle(namespace: string): void {
    this.#failures.delete(namespace);
    clearTimeout(this.#timers.get(namespace));
    this.#timers.delete(namespace);
  }

  #tell(): void {
    if (this.#waiting.size + this.#running.size > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
