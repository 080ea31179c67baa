/**
 * A seeded plan of adds, updates and dels: own records in any order, shared ones only counted up, so that the end does
 * not depend on who was first.
 */
import type { FileStore } from '../../src/storage/file-store.js';
import { nextVersion, seededRandom, versioned } from './job.js';

export const sharedRegistries = ['shared-0.example', 'shared-1.example', 'shared-2.example'];

/** Plays a plan on a store. */
export async function playMixed(
  store: FileStore,
  plan: { readonly seed: number; readonly count: number },
): Promise<void> {
  const random = seededRandom(plan.seed);
  for (let step = 0; step < plan.count; step += 1) {
    const own = `own-${plan.seed}-${random(6)}.example`;
    const choice = random(4);
    if (choice === 0) await store.records.insert(versioned(own, 1));
    else if (choice === 1) await store.records.delete(own);
    else if (choice === 2) await store.records.change(own, (current) => current && nextVersion(own)(current));
    else {
      const shared = sharedRegistries[random(sharedRegistries.length)] ?? own;
      await store.records.change(shared, nextVersion(shared));
    }
  }
}
