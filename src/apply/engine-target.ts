/** A remote Anchore engine as the target of documents: the requests of `list`, `add` and `update`. */
import { TsRegError } from '../errors.js';
import type { RegistryBackend, RegistryView } from '../registry/backend.js';
import { hint } from '../system/hint.js';
import { once } from '../system/once.js';
import type { ApplyTarget } from './apply-target.js';
import type { RegistryEntry } from './document.js';

/** An engine shows user, type, name and TLS; it has no place for a region, a profile or the name of a document. */
export function engineTarget(backend: RegistryBackend): ApplyTarget {
  const stored = once(async () => {
    const views = await backend.list();
    return new Map(views.map((view): [string, RegistryView] => [view.registry, view]));
  });
  return {
    comparesSecrets: false,
    memory: undefined,
    defaultName: ({ registry }) => registry,
    refusal: refusalOf,
    find: async ({ registry, parsedName }) => {
      const views = await stored();
      const view = views.get(registry) ?? views.get(parsedName.text);
      if (view === undefined) return undefined;
      const { name, type, user, verifyTls } = view;
      return { registry: view.registry, name, type, user, verifyTls };
    },
    save: async ({ action, given, validate }) => {
      const refusal = given.user === '_iam_role' ? externalIdRefusal(given.secret.reveal()) : undefined;
      if (refusal !== undefined) throw refusal;
      if (action === 'add') await backend.add(given, { validate, replace: false });
      else await backend.update(given.registry, given, { validate });
    },
  };
}

function refusalOf({ identity, location }: RegistryEntry): TsRegError | undefined {
  const [field] = Object.keys(location);
  if (field !== undefined)
    return new TsRegError('refused', `an Anchore deployment cannot store the ${field} of a registry`, {
      hint: hint`remove ${field} from this entry, or use the store of ts-reg: --local`,
    });
  if (identity.kind === 'profile')
    return new TsRegError('refused', 'an Anchore deployment has no AWS profiles', {
      hint: hint`give the entry a role, or use the store of ts-reg: --local`,
    });
  if (identity.kind === 'web')
    return new TsRegError('refused', 'an Anchore deployment cannot use a web identity: it runs in no CI job', {
      hint: hint`use the store of ts-reg: --local`,
    });
  return identity.kind === 'role' && identity.externalId?.kind === 'text'
    ? externalIdRefusal(`${identity.role};${identity.externalId.text}`)
    : undefined;
}

/** The engine reads `role;external id` and drops what stands behind a second semicolon. */
function externalIdRefusal(secret: string): TsRegError | undefined {
  if (secret.split(';').length <= 2) return undefined;
  return new TsRegError('refused', 'an Anchore deployment cannot store an external id with a semicolon in it', {
    hint: hint`use the store of ts-reg: --local`,
  });
}
