/** The registry store as a whole: the five commands, and what only a store that holds the secrets can do. */
import { TsRegError } from '../errors.js';
import type { RegistryBackend } from '../registry/backend.js';
import { ecrLoginEnd } from '../registry/ecr-login.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import { parseRegistryName, type RegistryName } from '../registry/registry-name.js';
import { namesOfRecord } from '../registry/server-address.js';
import { traitsOf } from '../registry/registry-type.js';
import { tokenFreshness } from '../registry/token.js';
import { hint } from '../system/hint.js';
import { type CheckOptions, type CheckOutcome, checkRecords } from './check.js';
import { credentialEnds, type RegistryEnds } from './credential-ends.js';
import type { StoreContext, StoreDependencies } from './dependencies.js';
import { DocumentRecords } from './document-records.js';
import { EmbeddedRegistryBackend } from './embedded-backend.js';
import { findOrToken } from './find-or-kept-token.js';
import { type KeychainCredential, Keychain } from './keychain.js';
import { notFoundError } from './not-found.js';
import { type OnRefreshOutcome, type RefreshOutcome, refreshTokens } from './refresh.js';
import type { TokenState } from './token-state.js';
import { createTokenRenewal } from './token-renewal.js';
import { reportDamaged } from './report-damaged.js';

export type { TokenState } from './token-state.js';

export interface KeptCredential {
  /** The record's name. */
  readonly registry: string;
  readonly credential: KeychainCredential | undefined;
}

export interface RefreshRequest {
  /** Empty: every record. */
  readonly registries: readonly string[];
  readonly force: boolean;
  readonly onOutcome: OnRefreshOutcome;
}

/** The embedded engine. Every method throws {TsRegError}. */
export class EmbeddedStore {
  readonly backend: RegistryBackend;
  readonly keychain: Keychain;
  /** For `registry apply` and `registry export`. */
  readonly documents: DocumentRecords;
  readonly #dependencies: StoreContext;

  constructor(dependencies: StoreDependencies) {
    this.#dependencies = { ...dependencies, renewal: createTokenRenewal(dependencies) };
    this.backend = new EmbeddedRegistryBackend(this.#dependencies);
    this.keychain = new Keychain(this.#dependencies);
    this.documents = new DocumentRecords(dependencies.records, this.backend, dependencies.report);
  }

  /**
   * The credential of exactly this record, its token valid now.
   * @throws {TsRegError} `not-found` without such a record; `refused` for an anonymous one or when AWS refuses.
   */
  async credential(registry: string): Promise<KeychainCredential> {
    const name = parseRegistryName(registry);
    const { text } = name;
    const { record, token } = await findOrToken(this.#dependencies, namesOfRecord(name));
    if (token) return token;
    if (!record) throw await notFoundError(this.#dependencies.records, text);
    const credential = await this.keychain.credentialOf(record);
    if (credential) return credential;
    throw new TsRegError('refused', `${text} is stored without a user: it has no password to print`, {
      hint: hint`ts-reg registry update ${text} USER`,
    });
  }

  /**
   * What this record gives without a request: its password, or its kept token while it is valid (`credential` is
   * undefined after that). Undefined without such a record.
   */
  async keptCredential(registry: string): Promise<KeptCredential | undefined> {
    const { records, renewal } = this.#dependencies;
    const record = await records.findFirst(namesOfRecord(parseRegistryName(registry)));
    if (record === undefined) return undefined;
    const credential = traitsOf(record.type).hasTokens
      ? await renewal.usableToken(record)
      : await this.keychain.credentialOf(record);
    return { registry: record.registry, credential };
  }

  /** Records that have a user; damaged ones are left out. */
  async registriesWithUser(): Promise<readonly string[]> {
    const { records } = await this.#dependencies.records.list();
    return records.filter(({ user }) => user !== '').map(({ registry }) => registry);
  }

  /** Renews tokens; see {@link refreshTokens}. */
  async refresh(request: RefreshRequest): Promise<readonly RefreshOutcome[]> {
    return refreshTokens(this.#dependencies, await this.#select(request.registries), request);
  }

  /** Tries the credentials of these registries (empty: all); see {@link checkRecords}. */
  async check(registries: readonly string[], options: CheckOptions = {}): Promise<readonly CheckOutcome[]> {
    return checkRecords(this.#dependencies, await this.#select(registries), options);
  }

  /** When the credentials of these registries (empty: all) end; see {@link credentialEnds}. */
  async ends(registries: readonly string[]): Promise<readonly RegistryEnds[]> {
    return credentialEnds(await this.#select(registries), this);
  }

  /** The same for records that are open already. */
  async checkOpened(records: readonly OpenRecord[], options: CheckOptions = {}): Promise<readonly CheckOutcome[]> {
    return checkRecords(this.#dependencies, records, options);
  }

  /**
   * State of the token that `docker login` stored for an ECR host; undefined for another record, or one that does not
   * open.
   */
  async loginState(registry: string): Promise<TokenState | undefined> {
    const record = await this.#dependencies.records.find(registry).catch(undefinedForRefusal);
    const end = record && ecrLoginEnd(record);
    return end && { state: end.expiresAt > this.#dependencies.clock() ? 'login' : 'expired', expiresAt: end.expiresAt };
  }

  /** State of the token of an awsecr record; sends no request. */
  async tokenState(registry: string): Promise<TokenState> {
    const token = await this.#dependencies.tokens.read(registry);
    if (!token) return { state: 'none', expiresAt: undefined };
    return { state: tokenFreshness(token, this.#dependencies.clock()), expiresAt: token.expiresAt };
  }

  async #select(registries: readonly string[]): Promise<readonly RegistryRecord[]> {
    const { records, report } = this.#dependencies;
    if (registries.length > 0) {
      // All names first: one that is none would leave the look-up of the one before it unobserved.
      return Promise.all(registries.map((registry) => parseRegistryName(registry)).map((name) => this.#named(name)));
    }
    const { records: all, damaged } = await records.list();
    reportDamaged(damaged, report);
    return all;
  }

  /**
   * Opened, not listed: a damaged record says what is wrong with it, and a large store costs no more than a small one.
   */
  async #named(name: RegistryName): Promise<RegistryRecord> {
    const record = await this.#dependencies.records.findFirst(namesOfRecord(name));
    if (!record) throw await notFoundError(this.#dependencies.records, name.text);
    return record;
  }
}

function undefinedForRefusal(error: unknown): undefined {
  if (error instanceof TsRegError) return undefined;
  throw error;
}
