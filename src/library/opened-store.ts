/**
 * The store behind the public interface: opened at the first call. It prints nothing, because it runs inside another
 * process.
 */
import type { SecretSurroundings } from '../apply/secret-reader.js';
import { TsRegError } from '../errors.js';
import type { EmbeddedStore as Engine } from '../registry-store/embedded-store.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { guessRegistryType } from '../registry/registry-type.js';
import { parseServerAddress } from '../registry/server-address.js';
import { hint } from '../system/hint.js';
import type {
  ApplyOutcome,
  ApplyRegistriesOptions,
  Credential,
  NewRegistry,
  RefreshOptions,
  RefreshOutcome,
  RegistriesDocument,
  Registry,
  RegistryCredentials,
  RegistryStore,
} from './public-interface.js';
import { credentialOf, dateOf, givenIdentity, givenLocation, only, registryOf } from './public-values.js';

export interface OpenedEngine {
  readonly engine: Engine;
  /** For the secrets that a document refers to. */
  readonly surroundings: SecretSurroundings;
  /** Waits for what is under way, and ends connections. Never throws. */
  close(): Promise<void>;
}

/**
 * Opens the engine; AWS, YAML and the rest are loaded when they are needed. Locks are given back when `closing` is
 * aborted.
 */
export type OpenEngine = (closing: AbortSignal) => Promise<OpenedEngine>;

export class OpenedStore implements RegistryStore {
  readonly #open: OpenEngine;
  readonly #closing = new AbortController();
  #isClosed = false;
  #opening: Promise<OpenedEngine> | undefined;

  constructor(open: OpenEngine) {
    this.#open = open;
  }

  async add(registry: string, given: NewRegistry): Promise<Registry> {
    const { backend } = await this.#opened();
    const { name, verifyTls = true, validate = true, replace = false } = given;
    const parsedName = parseRegistryName(registry);
    const type = given.type ?? guessRegistryType(parsedName);
    const views = await backend.add(
      {
        registry,
        parsedName,
        name,
        type,
        isTypeChosen: given.type !== undefined,
        ...givenIdentity(given),
        verifyTls,
        location: givenLocation(given),
      },
      { validate, replace },
    );
    return only(views);
  }

  async get(registry: string): Promise<Registry | undefined> {
    const { backend } = await this.#opened();
    return unlessNotFound(async () => only(await backend.get(registry)));
  }

  async list(): Promise<readonly Registry[]> {
    const { backend } = await this.#opened();
    return (await backend.list()).map(registryOf);
  }

  async update(registry: string, given: RegistryCredentials): Promise<Registry> {
    const { backend } = await this.#opened();
    const { name, type, verifyTls, validate = true } = given;
    return only(
      await backend.update(
        registry,
        { ...givenIdentity(given), name, type, verifyTls, location: givenLocation(given) },
        { validate },
      ),
    );
  }

  async delete(registry: string): Promise<boolean> {
    const { backend } = await this.#opened();
    const deleted = await unlessNotFound(async () => {
      await backend.delete(registry);
      return true;
    });
    return deleted ?? false;
  }

  async credential(registry: string): Promise<Credential> {
    return credentialOf(await (await this.#opened()).credential(registry));
  }

  async credentialFor(serverAddress: string): Promise<Credential | undefined> {
    const { keychain } = await this.#opened();
    const found = await keychain.get(parseServerAddress(serverAddress));
    return found && credentialOf(found);
  }

  async refresh({ registries = [], force = false }: RefreshOptions = {}): Promise<readonly RefreshOutcome[]> {
    const engine = await this.#opened();
    const outcomes = await engine.refresh({ registries, force, onOutcome: () => undefined });
    return outcomes.map(({ expiresAt, ...outcome }) => ({ ...outcome, expiresAt: dateOf(expiresAt) }));
  }

  async applyRegistries(
    document: string | RegistriesDocument,
    options: ApplyRegistriesOptions = {},
  ): Promise<readonly ApplyOutcome[]> {
    const opened = await this.#whole();
    return (await import('./apply-registries.js')).applyRegistries(document, { ...options, ...opened });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
    this.#closing.abort();
  }

  async #opened(): Promise<Engine> {
    return (await this.#whole()).engine;
  }

  /** A failure is not cached: the settings may be corrected while the program runs. */
  #whole(): Promise<OpenedEngine> {
    if (this.#isClosed)
      return Promise.reject(
        new TsRegError('usage', 'the registry store was closed', { hint: hint`call createRegistryStore() again` }),
      );
    this.#opening ??= this.#open(this.#closing.signal).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }
}

async function unlessNotFound<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TsRegError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
