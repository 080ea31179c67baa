/** The files of config.yaml's `outputs`, written from the store of this machine. */
import type { OutputSetting } from '../../outputs/output-setting.js';
import { matchesAny } from '../../outputs/registry-pattern.js';
import { type OutputOutcome, type OutputSource, writeOutput } from '../../outputs/write-output.js';
import type { EmbeddedStore } from '../../registry-store/embedded-store.js';

type Kept = Pick<EmbeddedStore, 'registriesWithUser' | 'keptCredential'>;

/** Without a request to AWS or a registry: what is kept, and is valid. */
export function outputSource(store: Kept, changed: ReadonlySet<string> = new Set()): OutputSource {
  return { registries: () => store.registriesWithUser(), kept: (registry) => store.keptCredential(registry), changed };
}

/** Brings all of them up to date, or with `changed` those that these registries belong to; one after the other. */
export async function writeOutputs(
  settings: readonly OutputSetting[],
  store: Kept,
  { changed, isAll }: { readonly changed: ReadonlySet<string>; readonly isAll: boolean },
): Promise<readonly OutputOutcome[]> {
  const source = outputSource(store, changed);
  const outcomes: OutputOutcome[] = [];
  for (const setting of settings) {
    if (isAll || [...changed].some((registry) => matchesAny(setting.registries, registry)))
      outcomes.push(await writeOutput(setting, source));
  }
  return outcomes;
}
