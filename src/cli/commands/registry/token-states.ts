/** The states of kept tokens, for `list` and `get`; sends no request to AWS or a registry. */
import type { TokenState } from '../../../registry-store/embedded-store.js';
import { forEachLimited } from '../../../registry-store/for-each-limited.js';
import type { RegistryView } from '../../../registry/backend.js';
import { ecrTokenUser } from '../../../registry/ecr-login.js';
import { traitsOf } from '../../../registry/registry-type.js';
import type { Factory } from '../../process/factory.js';

/** Reads at once: a shared store answers over a network. */
const atOnce = 8;

/** By registry; only the embedded store has tokens, a remote engine does not return them. */
export async function tokenStates(
  factory: Factory,
  views: readonly RegistryView[],
): Promise<ReadonlyMap<string, TokenState>> {
  const states = new Map<string, TokenState>();
  if ((await factory.settings()).anchore) return states;
  const store = await factory.store();
  await forEachLimited(views, atOnce, async ({ registry, type, user }) => {
    if (traitsOf(type).hasTokens) states.set(registry, await store.tokenState(registry));
    else if (user === ecrTokenUser) {
      const login = await store.loginState(registry);
      if (login) states.set(registry, login);
    }
  });
  return states;
}
