/** The credentials that go into the Secret, valid now; what fails is named, and does not stop the others. */
import { TsRegError } from '../../../errors.js';
import type { OutputCredential } from '../../../outputs/output-credential.js';
import { forEachLimited } from '../../../registry-store/for-each-limited.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';

export interface PullCredentials {
  readonly found: readonly OutputCredential[];
  /** Registries whose credential cannot be had, and why; each message names its registry. */
  readonly failed: ReadonlyMap<string, TsRegError>;
}

/** Exchanges at once, as `refresh` does. */
const atOnce = 8;

/**
 * Renews the tokens that are past half of their life. Empty `registries`: all that have a user.
 * @throws {TsRegError} when the store cannot be read; `not-found` when it has nothing to give.
 */
export async function pullCredentials(factory: Factory, registries: readonly string[]): Promise<PullCredentials> {
  const store = await factory.store();
  const names = registries.length > 0 ? registries : await storedNames(factory);
  const found = new Map<string, OutputCredential>();
  const failed = new Map<string, TsRegError>();
  await forEachLimited(names, atOnce, async (registry) => {
    try {
      const { username, password, expiresAt } = await store.credential(registry);
      found.set(registry, { registry, username, password, expiresAt });
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      failed.set(registry, named(registry, error));
    }
  });
  return { found: names.flatMap((name) => found.get(name) ?? []), failed };
}

async function storedNames(factory: Factory): Promise<readonly string[]> {
  const stored = await (await factory.backend()).list();
  const names = stored.filter(({ user }) => user !== '').map(({ registry }) => registry);
  if (names.length > 0) return names;
  throw new TsRegError('not-found', 'no credentials are stored', {
    httpCode: 404,
    hint: hint`ts-reg registry add registry.example.com USER`,
  });
}

function named(registry: string, error: TsRegError): TsRegError {
  if (error.message.includes(registry)) return error;
  const { hint: next } = error;
  return new TsRegError(error.kind, `${registry}: ${error.message}`, next === undefined ? {} : { hint: next });
}
