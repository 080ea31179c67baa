/** `registry export --format registries`: the store as a file for `registry apply`, without secrets. */
import type { StoredRegistry } from '../../../apply/changes.js';
import { TsRegError } from '../../../errors.js';
import type { RegistryView } from '../../../registry/backend.js';
import { isLoginForEcr } from '../../../registry/ecr-login.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { namesOfRecord } from '../../../registry/server-address.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import type { ExportFormat, ExportRequest } from './all-formats.js';

export const registriesFormat: ExportFormat = {
  description: 'a file for registry apply, with references instead of secrets',
  text: async ({ factory, registries }) => {
    const { exportDocument } = await import('../../../apply/export-document.js');
    return exportDocument(chosen(await storedRegistries(factory), registries));
  },
};

/** An engine shows no secrets; of the store's own they tell which registries share one. */
async function storedRegistries(factory: Factory): Promise<readonly StoredRegistry[]> {
  if ((await factory.settings()).anchore !== undefined) return (await (await factory.backend()).list()).map(engineView);
  const records = await (await factory.store()).documents.all();
  // What docker stored for an ECR host ends after 12 hours: in a document it would be a password that never works.
  const logins = records.filter(isLoginForEcr);
  for (const { registry } of logins)
    factory.output.warn(`${registry}: left out, docker login stored a token there that ends after 12 hours`);
  return records.filter((record) => !logins.includes(record));
}

/** A registry without a name has null there, which a view shows as Python does. */
function engineView({ registry, name, type, user, verifyTls, wire }: RegistryView): StoredRegistry {
  return { registry, name: wire['registry_name'] === null ? undefined : name, type, user, verifyTls };
}

function chosen(stored: readonly StoredRegistry[], registries: ExportRequest['registries']): readonly StoredRegistry[] {
  if (registries.length === 0) return stored;
  return registries.map((registry) => {
    const names = namesOfRecord(parseRegistryName(registry));
    const found = stored.find((one) => one.registry === registry || names.includes(one.registry));
    if (found !== undefined) return found;
    throw new TsRegError('not-found', `${registry} is not stored`, { httpCode: 404, hint: hint`ts-reg registry list` });
  });
}
