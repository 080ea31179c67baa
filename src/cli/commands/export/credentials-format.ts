/** The formats of `registry export` that contain passwords: all registries that were asked for, or nothing. */
import { TsRegError } from '../../../errors.js';
import { mergedDockerConfig } from '../../../outputs/docker-config.js';
import { type OutputFormatName, outputFormats } from '../../../outputs/formats.js';
import type { OutputCredential } from '../../../outputs/output-credential.js';
import type { EmbeddedStore } from '../../../registry-store/embedded-store.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { hint } from '../../../system/hint.js';
import { isoSeconds } from '../../../system/iso-time.js';
import type { ExportFormat, ExportRequest } from './export-format.js';

/** At once, so that 1,000 registries do not take as long as 1,000 exchanges. */
const atOnce = 8;

export function credentialsFormat(name: OutputFormatName): ExportFormat {
  const { description, options, text } = outputFormats[name];
  return {
    description,
    flags: ['minLife', ...options],
    isSecret: true,
    prepare: async (request) => {
      const credentials = await credentialsFor(request);
      const { path } = request;
      return (before) =>
        request.isMerge && path !== undefined
          ? mergedDockerConfig(before, path, credentials)
          : text(credentials, request);
    },
  };
}

/** Throws {TsRegError} `refused` when one of them cannot be had; each of those was named before. */
async function credentialsFor(request: ExportRequest): Promise<readonly OutputCredential[]> {
  const store = await request.factory.store();
  const names = await namesFor(request);
  const found = new Map<string, OutputCredential>();
  const failed = new Map<string, TsRegError>();
  const waiting = [...names];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      try {
        found.set(name, await credentialOf(store, name, request));
      } catch (error) {
        if (!(error instanceof TsRegError)) throw error;
        failed.set(name, error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  for (const name of names) {
    const error = failed.get(name);
    if (error !== undefined) request.factory.output.report(named(name, error));
  }
  if (failed.size > 0)
    throw new TsRegError('refused', `nothing was written: ${failed.size} of ${names.length} credentials are missing`, {
      hint: hint`ts-reg doctor`,
    });
  return names.flatMap((name) => found.get(name) ?? []);
}

async function namesFor({ factory, registries, isAll }: ExportRequest): Promise<readonly string[]> {
  if (registries.length > 0) return [...new Set(registries.map((registry) => parseRegistryName(registry).text))];
  if (!isAll)
    throw new TsRegError('usage', 'this format contains passwords: name the registries, or give --all', {
      hint: hint`ts-reg registry export --format docker-config --all`,
    });
  const stored = await (await factory.backend()).list();
  const names = stored.filter(({ user }) => user !== '').map(({ registry }) => registry);
  if (names.length > 0) return names;
  throw new TsRegError('not-found', 'no credentials are stored', {
    httpCode: 404,
    hint: hint`ts-reg registry add registry.example.com USER`,
  });
}

async function credentialOf(
  store: Pick<EmbeddedStore, 'credential'>,
  registry: string,
  { factory, minLife }: ExportRequest,
): Promise<OutputCredential> {
  const { username, password, expiresAt } = await store.credential(registry);
  if (expiresAt !== undefined && expiresAt - factory.world.clock() < minLife)
    throw new TsRegError('refused', `${registry}: the credential ends at ${isoSeconds(expiresAt)}, before --min-life`, {
      hint: hint`ts-reg registry refresh --force ${registry}`,
    });
  return { registry, username, password, expiresAt };
}

/** Every line names its registry. */
function named(registry: string, error: TsRegError): TsRegError {
  if (error.message.includes(registry)) return error;
  const { hint: next } = error;
  return new TsRegError(error.kind, `${registry}: ${error.message}`, next === undefined ? {} : { hint: next });
}
