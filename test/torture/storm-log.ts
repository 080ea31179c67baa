/** What the writers of the storm acknowledged before they were killed. */
export class StormLog {
  /** Highest acknowledged version of each shared record. */
  readonly versions = new Map<string, number>();
  /** Acknowledged inserts that nobody began to delete. */
  readonly inserted = new Set<string>();
  readonly deleted = new Set<string>();
  readonly problems: string[] = [];
  acknowledged = 0;
  /** Milliseconds between two writes while there was a writer that had already written. */
  longestGap = 0;
  longestWrite = 0;
  readonly #seen = new Set<string>();
  readonly #writers = new Set<number>();
  readonly #dead = new Set<number>();
  #last: number | undefined;

  hasWritten(pid: number | undefined): boolean {
    return pid !== undefined && this.#writers.has(pid);
  }

  /** A writer is about to be killed. */
  gone(pid: number | undefined): void {
    if (pid === undefined) return;
    this.#writers.delete(pid);
    this.#dead.add(pid);
    if (this.#writers.size === 0) this.#last = undefined;
  }

  hear(line: Readonly<Record<string, unknown>>, pid: number | undefined): void {
    const { did, will, registry, version, took } = line;
    if (typeof registry !== 'string') return;
    if (will === 'delete') this.inserted.delete(registry);
    if (typeof did !== 'string') return;
    this.#acknowledge(Number(took ?? 0), pid);
    if (did === 'insert') this.inserted.add(registry);
    if (did === 'delete') this.deleted.add(registry);
    if (did === 'change') this.#change(registry, Number(version ?? 0));
  }

  /** A writer that ends in any other way than by our kill has failed. */
  end(how: number | string, complaint: string): void {
    if (how !== 'SIGKILL') this.problems.push(`a writer ended with ${how}: ${complaint.slice(0, 300)}`);
  }

  #change(registry: string, version: number): void {
    const name = `${registry} ${version}`;
    if (this.#seen.has(name))
      this.problems.push(`${registry}: version ${version} was acknowledged twice, so one update is lost`);
    this.#seen.add(name);
    this.versions.set(registry, Math.max(version, this.versions.get(registry) ?? 0));
  }

  #acknowledge(took: number, pid: number | undefined): void {
    const now = performance.now();
    this.acknowledged += 1;
    this.longestWrite = Math.max(this.longestWrite, took);
    if (this.#last !== undefined) this.longestGap = Math.max(this.longestGap, now - this.#last);
    // What a killed writer had said before it died still counts, but it is no running writer.
    if (pid !== undefined && !this.#dead.has(pid)) this.#writers.add(pid);
    this.#last = now;
  }
}
