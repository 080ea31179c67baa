/** What `refresh --watch` remembers of each registry from round to round. */
import type { RefreshOutcome } from '../../../registry-store/refresh.js';

export interface WatchedRegistry {
  readonly registry: string;
  /** Of the token that is kept and valid; milliseconds since the epoch, as all times here. */
  readonly expiresAt: number | undefined;
  /** The last round in which it had a token and nothing failed. */
  readonly lastSuccess: number | undefined;
  readonly lastFailure: { readonly at: number; readonly reason: string } | undefined;
  /** Rounds in a row that failed. */
  readonly failures: number;
}

/** Something starts to fail, or is well again. */
export interface WatchEvent {
  /** Empty: the store or the settings, and so all registries. */
  readonly registry: string;
  readonly isFailing: boolean;
  readonly reason: string;
}

/** Of a round that failed before it came to a registry. */
const wholeRound = '';

export class WatchState {
  readonly #known = new Map<string, WatchedRegistry>();

  /** Sorted as the outcomes of the last round were. */
  get registries(): readonly WatchedRegistry[] {
    return [...this.#known.values()].filter(({ registry }) => registry !== wholeRound);
  }

  /** Of a registry; of whole rounds for the empty name. */
  failures(registry: string): number {
    return this.#known.get(registry)?.failures ?? 0;
  }

  /** What was heard of the registries in a round; those that are stored no more are forgotten. */
  learn(outcomes: readonly RefreshOutcome[], now: number): readonly WatchEvent[] {
    const names = new Set(outcomes.map(({ registry }) => registry));
    for (const name of this.#known.keys()) if (name !== wholeRound && !names.has(name)) this.#known.delete(name);
    return [
      ...this.#note(wholeRound, undefined, { now, expiresAt: undefined }),
      ...outcomes.flatMap(({ registry, error, token }) =>
        this.#note(registry, error?.message, { now, expiresAt: token?.expiresAt }),
      ),
    ];
  }

  /** The round failed as a whole; what was known of the registries stays. */
  learnFailure(reason: string, now: number): readonly WatchEvent[] {
    return this.#note(wholeRound, reason, { now, expiresAt: undefined });
  }

  #note(
    registry: string,
    reason: string | undefined,
    { now, expiresAt }: { readonly now: number; readonly expiresAt: number | undefined },
  ): readonly WatchEvent[] {
    const before = this.#known.get(registry);
    const wasFailing = (before?.failures ?? 0) > 0;
    this.#known.set(registry, {
      registry,
      expiresAt,
      lastSuccess: reason === undefined ? now : before?.lastSuccess,
      lastFailure: reason === undefined ? before?.lastFailure : { at: now, reason },
      failures: reason === undefined ? 0 : (before?.failures ?? 0) + 1,
    });
    if (wasFailing === (reason !== undefined)) return [];
    return [{ registry, isFailing: !wasFailing, reason: reason ?? '' }];
  }
}
