/** A shared store that cannot be reached stops no pull while this machine has a token that is still valid. */
import { TsRegError } from '../errors.js';
import type { OpenRecord } from '../registry/record.js';
import { isOfJob } from '../registry/ambient-choice.js';
import { type Token, tokenFreshness } from '../registry/token.js';
import type { StoreDependencies } from './dependencies.js';

export interface Found {
  readonly record: OpenRecord | undefined;
  /** Only where the store could not be asked for a record. */
  readonly token: Token | undefined;
}

/**
 * The record of the first of these names that has one; where the store cannot be reached, the kept token of the first
 * that has a valid one: which record covers the address cannot be looked up then. A token of a CI job or pod is not
 * among them, because nothing tells whether this is the same one.
 * @throws {TsRegError} `unavailable` when there is no such token either, and the other errors of the store.
 */
export async function findOrToken(
  { records, tokens, clock, debug }: Pick<StoreDependencies, 'records' | 'tokens' | 'clock' | 'debug'>,
  registries: readonly string[],
): Promise<Found> {
  try {
    return { record: await records.findFirst(registries), token: undefined };
  } catch (error) {
    if (!(error instanceof TsRegError) || error.kind !== 'unavailable') throw error;
    for (const registry of registries) {
      const token = await tokens.read(registry);
      if (token === undefined || isOfJob(token) || tokenFreshness(token, clock()) === 'expired') continue;
      debug(`${registry}: using the stored token: ${error.message}`);
      return { record: undefined, token };
    }
    throw error;
  }
}
