/** Names of variables for the secrets of an exported document: one for all registries that share a secret. */
import { identityOf } from '../registry/identity.js';
import { traitsOf } from '../registry/registry-type.js';
import type { StoredRegistry } from './changes.js';

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
function groupOf({ type, user, secret }: StoredRegistry): string | undefined {
  if (user === '' || user === 'awsauto') return undefined;
  const identity = traitsOf(type).needsIdentity && secret !== undefined ? identityOf(user, secret) : undefined;
  if (identity !== undefined && !['keys', 'role'].includes(identity.kind)) return undefined;
  if (identity?.kind === 'role')
    return identity.externalId === undefined ? undefined : JSON.stringify(['external id', identity.externalId]);
  return JSON.stringify([user, secret?.reveal()]);
}

function freeName({ registry, type, user, secret }: StoredRegistry, taken: ReadonlySet<string>): string {
  const isExternalId = secret !== undefined && traitsOf(type).needsIdentity && user === '_iam_role';
  const base = isExternalId ? 'EXTERNAL_ID' : `PASSWORD_${word(user)}`;
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
