/**
 * Keeps the Secrets: new namespaces get theirs at once, tokens are renewed long before they end, and what somebody
 * changed or deleted comes back with the next round.
 */
import { TsRegError } from '../../../errors.js';
import { NamespaceQueue } from '../../../kubernetes/namespace-queue.js';
import { followNamespaces, listNamespaces, type NamespaceList } from '../../../kubernetes/namespaces.js';
import type { PullSecret } from '../../../kubernetes/pull-secret.js';
import { waitFor } from '../../../system/wait.js';
import { durationText } from '../../output/time-text.js';
import {
  type Applied,
  type ApplyJob,
  applyTo,
  isChange,
  isOfServer,
  namespacesAtOnce,
  secretFor,
  tellApplied,
} from './apply-job.js';
import { nextLook, retryAfter } from './apply-schedule.js';
import { pullCredentials } from './pull-credentials.js';

export interface WatchJob extends ApplyJob {
  /** Between rounds; tests have a clock of their own. */
  readonly wait?: typeof waitFor;
}

/** Runs until the process is interrupted; everything else is said and tried again. */
export async function keepApplied(job: WatchJob): Promise<void> {
  const { output, world } = job.factory;
  const { interrupted: signal, clock } = world;
  const wait = job.wait ?? waitFor;
  const isEnded = (): boolean => signal.aborted;
  const watch = new Watch(job);
  try {
    while (!isEnded()) {
      const next = await watch.round();
      if (isEnded()) break;
      output.debug(`kubernetes: next round in ${durationText(next)}`);
      await wait(next, { clock, signal });
    }
  } finally {
    await watch.stop();
  }
  output.note('stopped');
}

class Watch {
  readonly #job: WatchJob;
  readonly #known: Set<string>;
  readonly #queue: NamespaceQueue;
  /** The last error of each namespace, which is said once. */
  readonly #said = new Map<string, string>();
  /** Deleted; when one comes back it has no Secret. */
  readonly #gone = new Set<string>();
  readonly #ended = new AbortController();
  #secret: PullSecret | undefined;
  #following: Promise<void> | undefined;
  #failedRounds = 0;
  #changed = 0;

  constructor(job: WatchJob) {
    this.#job = job;
    this.#known = new Set(job.request.namespaces.names);
    this.#queue = new NamespaceQueue((namespace) => this.#apply(namespace), { atOnce: namespacesAtOnce, retryAfter });
  }

  /** Looks at everything; answers the milliseconds until the next time. */
  async round(): Promise<number> {
    const { factory, request } = this.#job;
    const isRead = await this.#attempt(async () => {
      const credentials = await pullCredentials(factory, request.registries);
      for (const error of credentials.failed.values()) factory.output.show(error);
      this.#secret = secretFor(request.name, credentials);
      this.#failedRounds = credentials.failed.size > 0 ? this.#failedRounds + 1 : 0;
      if (this.#following === undefined) await this.#follow();
    });
    if (!isRead) this.#failedRounds += 1;
    if (this.#secret !== undefined) {
      this.#changed = 0;
      this.#queue.put(this.#known);
      await this.#queue.idle();
      const [all, failed] = [this.#known.size, this.#said.size];
      if (this.#changed > 0 || failed > 0)
        factory.output.note(`${this.#changed} changed, ${failed} failed, ${all} in all`);
    }
    return nextLook({ expiresAt: this.#secret?.expiresAt, now: factory.world.clock(), failures: this.#failedRounds });
  }

  /** Ends what runs in the background. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#queue.stop();
    await this.#following;
  }

  /** Without the right to list them, namespaces that were named are looked at in each round. */
  async #follow(): Promise<void> {
    const { server, request } = this.#job;
    let listed: NamespaceList;
    try {
      listed = await listNamespaces(server);
    } catch (error) {
      if (request.namespaces.hasGlobs || !(error instanceof TsRegError) || error.httpCode !== 403) throw error;
      this.#job.factory.output.debug('kubernetes: the namespaces cannot be listed; new ones are found in each round');
      this.#following = Promise.resolve();
      return;
    }
    for (const name of listed.names) if (request.namespaces.matches(name)) this.#known.add(name);
    this.#following = followNamespaces(server, listed, {
      signal: this.#job.factory.world.interrupted,
      onNamespace: (name) => {
        this.#onNamespace(name);
      },
      onGone: (name) => {
        this.#onGone(name);
      },
      onTrouble: (error, failures) => {
        if (failures > 1) this.#job.factory.output.show(error);
      },
    });
  }

  #onNamespace(name: string): void {
    const isBack = this.#gone.delete(name);
    const isWaitedFor = this.#known.has(name) && !this.#said.has(name) && !isBack;
    if (isWaitedFor || !this.#job.request.namespaces.matches(name)) return;
    this.#known.add(name);
    this.#queue.putFirst(name);
  }

  #onGone(name: string): void {
    if (!this.#job.request.namespaces.names.includes(name)) this.#known.delete(name);
    this.#gone.add(name);
    this.#said.delete(name);
    this.#queue.drop(name);
  }

  async #apply(namespace: string): Promise<boolean> {
    const secret = this.#secret;
    if (secret === undefined || this.#ended.signal.aborted) return true;
    const applied = await applyTo(this.#job, namespace, secret);
    if (this.#job.factory.world.interrupted.aborted) return true;
    this.#say(applied);
    return applied.error === undefined;
  }

  #say(applied: Applied): void {
    tellApplied(this.#job, applied);
    const { namespace, error } = applied;
    if (isChange(applied)) this.#changed += 1;
    if (error === undefined) {
      this.#said.delete(namespace);
      return;
    }
    const before = this.#said.get(namespace);
    // The service account of a new namespace comes a moment after it.
    const isEarly = error.kind === 'not-found' && before === undefined;
    const isSaid = before === error.message || (isOfServer(error) && [...this.#said.values()].includes(error.message));
    if (!isEarly && !isSaid) this.#job.factory.output.show(error);
    this.#said.set(namespace, isEarly ? '' : error.message);
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      if (!this.#job.factory.world.interrupted.aborted) this.#job.factory.output.show(error);
      return false;
    }
  }
}
