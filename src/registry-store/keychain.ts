/** Credentials for the tools that pull: an address in, user name and secret out. */
import { TsRegError } from '../errors.js';
import { ecrLoginEnd, ecrTokenUser } from '../registry/ecr-login.js';
import type { FormerCredential, OpenRecord, RecordOrigin } from '../registry/record.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { traitsOf } from '../registry/registry-type.js';
import { coveringRecordNames, recordNameOf, type ServerAddress } from '../registry/server-address.js';
import type { PodRequest } from '../registry/web-identity.js';
import type { Secret } from '../secret.js';
import { checkAwsSecretUse } from './aws-secret-rules.js';
import type { StoreContext } from './dependencies.js';
import { checkLoginEnd } from './ecr-login-rules.js';
import { findOrToken } from './find-or-kept-token.js';
import { importLogin } from './import-login.js';
import { listCredentials } from './listed-credentials.js';
import { isSame, type LoginCredential, newRecord } from './login-record.js';
import { forPod } from './pod-identity.js';

export interface KeychainCredential {
  readonly username: string;
  readonly password: Secret;
  /** Milliseconds since the epoch; undefined for a password that does not expire. */
  readonly expiresAt: number | undefined;
}

/** Resolves addresses against the store; the longest record that covers an address wins. */
export class Keychain {
  readonly #dependencies: StoreContext;

  constructor(dependencies: StoreContext) {
    this.#dependencies = dependencies;
  }

  /**
   * A credential that is valid now, or undefined when no record covers the address. `pod`: of a request of the kubelet.
   * @throws {TsRegError} when there is a record but its token cannot be renewed.
   */
  async get(address: ServerAddress, pod?: PodRequest): Promise<KeychainCredential | undefined> {
    const found = await findOrToken(this.#dependencies, coveringRecordNames(address));
    return found.record === undefined ? found.token : this.credentialOf(found.record, pod);
  }

  /** Whether the record that covers the address is the one for its whole host; requests no credential. */
  async answersForHost(address: ServerAddress): Promise<boolean> {
    const { records } = this.#dependencies;
    const [here, host] = await Promise.all([
      records.findFirst(coveringRecordNames(address)),
      records.findFirst(coveringRecordNames({ authority: address.authority, path: '' })),
    ]).catch((error: unknown) => {
      // What cannot be looked up is not taken for more than the one image.
      if (error instanceof TsRegError) return [];
      throw error;
    });
    return here !== undefined && here.registry === host?.registry;
  }

  /**
   * The credential of one record: its password, or a token that is valid now.
   * @throws {TsRegError} also for the secret of an AWS identity in a record of another type, and for a login that has
   * ended.
   */
  async credentialOf(record: OpenRecord, pod?: PodRequest): Promise<KeychainCredential | undefined> {
    if (traitsOf(record.type).hasTokens) return this.#dependencies.renewal.validToken(forPod(record, pod));
    if (record.user === '') return undefined;
    checkAwsSecretUse(record, this.#dependencies.gate);
    checkLoginEnd(record, this.#dependencies.clock());
    return { username: record.user, password: record.secret, expiresAt: ecrLoginEnd(record)?.expiresAt };
  }

  /**
   * Keeps what `docker login` verified. docker stores what it has just read even when the login failed, so a token
   * never replaces the keys of an awsecr record, and an unchanged credential is not written again. What a person
   * imported is no login that `docker logout` may forget: `origin` tells them apart.
   */
  async store(
    address: ServerAddress,
    credential: Pick<KeychainCredential, 'username' | 'password'>,
    origin: RecordOrigin = 'docker-login',
  ): Promise<void> {
    const { records, clock, gate } = this.#dependencies;
    if (address.isCut) throw new TsRegError('usage', 'the name of the repository is too long to be stored');
    const stored = await this.#recordAt(address);
    const registry = stored?.registry ?? recordNameOf(address);
    if (stored === undefined && (await this.#isCoveredAlready(address, credential))) return;
    // What docker stores again for an awsecr record changes nothing, so it does no harm either.
    if (!stored || !traitsOf(stored.type).hasTokens)
      checkAwsSecretUse({ registry, type: 'docker_v2', user: credential.username }, gate, stored ? 'update' : 'add');
    const now = Math.floor(clock() / 1000) * 1000;
    this.#dependencies.onChange?.(registry);
    await records.change(registry, (current) => {
      if (!current) return newRecord({ registry: recordNameOf(address), origin }, credential, now);
      if (traitsOf(current.type).hasTokens || isSame(current, credential)) return undefined;
      const former = origin === 'docker-login' ? formerOf(current) : undefined;
      return {
        ...current,
        ...{ user: credential.username, secret: credential.password, origin, former },
        ...{ updatedAt: now, expiresAt: undefined },
      };
    });
  }

  /** Stores a login of a configuration under this name; see {@link importLogin}. */
  async importLogin(
    registry: string,
    credential: LoginCredential,
    options: { readonly replace: boolean },
  ): Promise<'imported' | 'same' | 'kept'> {
    this.#dependencies.onChange?.(registry);
    return importLogin(this.#dependencies, { ...options, registry, credential });
  }

  /**
   * Forgets what `docker login` stored, and restores what a person had stored before; of a record that a person
   * wrote last, it forgets only the token. Absence is no error.
   */
  async erase(address: ServerAddress): Promise<void> {
    const record = await this.#recordAt(address);
    if (!record) return;
    const { records, tokens, onChange } = this.#dependencies;
    onChange?.(record.registry);
    if (record.origin !== 'docker-login') await tokens.drop(record.registry);
    else if (record.former === undefined) await records.delete(record.registry);
    else await records.change(record.registry, withFormer);
  }

  /** Addresses with their user names, for `docker-credential-ts-reg list`; see {@link listCredentials}. */
  async list(): Promise<ReadonlyMap<string, string>> {
    return listCredentials(this.#dependencies);
  }

  /** docker stores what it has just read: from `X/*` it must make no second record, least of all of a token. */
  async #isCoveredAlready(
    address: ServerAddress,
    credential: Pick<KeychainCredential, 'username' | 'password'>,
  ): Promise<boolean> {
    const covering = await this.#dependencies.records.findFirst(
      coveringRecordNames(address).filter((name) => name.endsWith('*')),
    );
    if (covering === undefined) return false;
    return traitsOf(covering.type).hasTokens ? credential.username === ecrTokenUser : isSame(covering, credential);
  }

  /** The record of this very address (under any name of its registry), not one that merely covers it. */
  async #recordAt(address: ServerAddress): Promise<OpenRecord | undefined> {
    const exact = coveringRecordNames(address).filter(
      (name) => parseRegistryName(name).path === address.path && !name.endsWith('*'),
    );
    return this.#dependencies.records.findFirst(exact);
  }
}

/** What a person wrote is kept beside any number of logins. */
function formerOf({ user, secret, origin, updatedAt, expiresAt, former }: OpenRecord): FormerCredential | undefined {
  return origin === 'docker-login' ? former : { user, secret, origin, updatedAt, expiresAt };
}

function withFormer(current: OpenRecord | undefined): OpenRecord | undefined {
  return current?.former && { ...current, expiresAt: undefined, ...current.former, former: undefined };
}
