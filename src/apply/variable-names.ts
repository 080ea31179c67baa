/** Names of variables for the secrets of an exported document: one for all registries that share a secret. */
import type { StoredRegistry } from './changes.js';
import { exportedIdentity } from './exported-identity.js';

/**
 * The variable of each registry that needs a secret. Registries with the same user share one, unless their secrets are
 * known and differ.
 */
export function variableNames(registries: readonly StoredRegistry[]): ReadonlyMap<string, string> {
  const groups = new Map<string, StoredRegistry[]>();
  for (const stored of registries) {
    const key = groupOf(stored);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), stored]);
  }
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const members of groups.values()) {
    const [first] = members;
    if (first === undefined) continue;
    const name = freeName(first, taken);
    taken.add(name);
    for (const { registry } of members) names.set(registry, name);
  }
  return names;
}

/** The secret is only compared here, never written. Undefined: there is none to fill in. */
function groupOf(stored: StoredRegistry): string | undefined {
  const identity = exportedIdentity(stored);
  if (identity.kind === 'user') return JSON.stringify([identity.user, stored.secret?.reveal()]);
  if (identity.kind !== 'role' || identity.externalId === undefined) return undefined;
  return JSON.stringify(['external id', identity.externalId]);
}

function freeName(stored: StoredRegistry, taken: ReadonlySet<string>): string {
  const { registry, user } = stored;
  const base = exportedIdentity(stored).kind === 'role' ? 'EXTERNAL_ID' : `PASSWORD_${word(user)}`;
  const long = `${base}_${word(registry)}`;
  const [free] = [base, long].filter((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let number = 2; ; number += 1) if (!taken.has(`${long}_${number}`)) return `${long}_${number}`;
}

function word(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 80);
}
