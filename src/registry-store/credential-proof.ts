/** What `add` and `update` found out about a credential, for the person who typed it. */
import type { CredentialProof } from '../registry/backend.js';
import type { OpenRecord } from '../registry/record.js';
import { traitsOf } from '../registry/registry-type.js';
import { tokenFreshness } from '../registry/token.js';
import type { StoreContext } from './dependencies.js';
import type { Validation } from './validation.js';

/** Of a saved record; the end of the token is that of the one that the store kept. */
export async function proofOf(
  { tokens, clock }: Pick<StoreContext, 'tokens' | 'clock'>,
  { registry, type }: OpenRecord,
  found: Validation,
): Promise<CredentialProof> {
  const kept = found.token && (await tokens.read(registry));
  const withoutToken = traitsOf(type).hasTokens ? 'failed' : undefined;
  return {
    aws: found.token ? 'accepted' : withoutToken,
    registry: found.registry,
    tokenExpiresAt: kept && tokenFreshness(kept, clock()) !== 'expired' ? kept.expiresAt : undefined,
  };
}
