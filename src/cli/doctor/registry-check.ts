/** Tries each stored registry as a pull would: exchange and ping, each failure with its own way out. */
import type { CheckOutcome } from '../../registry-store/check.js';
import type { RegistryStore } from '../../registry-store/registry-store.js';
import type { Finding } from './finding.js';
import { fine, problem } from './finding.js';

/** One finding a registry, in the order of the store. */
export async function checkRegistries(store: RegistryStore, registries: readonly string[]): Promise<readonly Finding[]> {
  const outcomes = await store.check(registries, () => undefined);
  return outcomes.map(findingOf);
}

function findingOf({ registry, error }: CheckOutcome): Finding {
  return error ? problem(registry, error.message, error.hint) : fine(registry, 'accepts the stored credentials');
}
