/** Credentials for the tools that pull: an address in, user name and secret out. */
import { TsRegError } from '../errors.js';
import { ecrLoginEnd, isEcrLogin } from '../registry/ecr-login.js';
import { isAwsOnlyUser } from '../registry/identity.js';
import type { OpenRecord, RecordOrigin, RegistryRecord } from '../registry/record.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { traitsOf } from '../registry/registry-type.js';
import { coveringRecordNames, recordNameOf, type ServerAddress } from '../registry/server-address.js';
import { tokenFreshness } from '../registry/token.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';
import { checkAwsSecretUse } from './aws-secret-rules.js';
import type { StoreContext } from './dependencies.js';
import { checkLoginEnd, hasEnded } from './ecr-login-rules.js';
import { findOrToken } from './find-or-kept-token.js';

export interface Credential {
  readonly username: string;
  readonly password: Secret;
  /** Milliseconds since the epoch; undefined for a password that does not expire. */
  readonly expiresAt: number | undefined;
}

/** Docker Hub's address in docker's own configuration (docker/cli `registry.IndexServer`). */
const dockerHubAddress = 'https://index.docker.io/v1/';

/** Resolves addresses against the store; the longest record that covers an address wins. */
export class Keychain {
  readonly #dependencies: StoreContext;

  constructor(dependencies: StoreContext) {
    this.#dependencies = dependencies;
  }

  /**
   * A credential that is valid now, or undefined when no record covers the address.
   * @throws {TsRegError} when there is a record but its token cannot be renewed.
   */
  async get(address: ServerAddress): Promise<Credential | undefined> {
    const found = await findOrToken(this.#dependencies, coveringRecordNames(address));
    return found.record === undefined ? found.token : this.credentialOf(found.record);
  }

  /**
   * The credential of one record: its password, or a token that is valid now.
   * @throws {TsRegError} also for the secret of an AWS identity in a record of another type, and for a login that has
   * ended.
   */
  async credentialOf(record: OpenRecord): Promise<Credential | undefined> {
    if (traitsOf(record.type).hasTokens) return this.#dependencies.renewal.validToken(record);
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
    credential: Pick<Credential, 'username' | 'password'>,
    origin: RecordOrigin = 'docker-login',
  ): Promise<void> {
    const { records, clock, gate } = this.#dependencies;
    const stored = await this.#recordAt(address);
    const registry = stored?.registry ?? recordNameOf(address);
    // What docker stores again for an awsecr record changes nothing, so it does no harm either.
    if (!stored || !traitsOf(stored.type).hasTokens)
      checkAwsSecretUse({ registry, type: 'docker_v2', user: credential.username }, gate, stored ? 'update' : 'add');
    const now = Math.floor(clock() / 1000) * 1000;
    await records.change(registry, (current) => {
      if (!current) return newRecord({ registry: recordNameOf(address), origin }, credential, now);
      if (traitsOf(current.type).hasTokens || isSame(current, credential)) return undefined;
      return { ...current, user: credential.username, secret: credential.password, updatedAt: now };
    });
  }

  /** Forgets what `store` made; of a record that a person added, only its token. Absence is no error. */
  async erase(address: ServerAddress): Promise<void> {
    const record = await this.#recordAt(address);
    if (!record) return;
    if (record.origin === 'docker-login') await this.#dependencies.records.delete(record.registry);
    else await this.#dependencies.tokens.drop(record.registry);
  }

  /**
   * Addresses with their user names, for `docker-credential-ts-reg list`. Only what `get` can answer without AWS:
   * docker drops every credential when one listed address fails.
   */
  async list(): Promise<ReadonlyMap<string, string>> {
    const { records, damaged } = await this.#dependencies.records.list();
    for (const { place, reason } of damaged)
      this.#dependencies.report(new TsRegError('io', `${place}: ${reason}`, { hint: hint`ts-reg doctor` }));
    const listed = new Map<string, string>();
    for (const record of records) {
      if (record.user === '' || parseRegistryName(record.registry).wildcard) continue;
      const user = await this.#userToList(record);
      if (user !== undefined) listed.set(record.registry === 'docker.io' ? dockerHubAddress : record.registry, user);
    }
    return listed;
  }

  async #userToList(record: RegistryRecord): Promise<string | undefined> {
    if (traitsOf(record.type).hasTokens) return this.#tokenUser(record.registry);
    if (isAwsOnlyUser(record.user)) return undefined;
    if (!isEcrLogin(record)) return record.user;
    const opened = await this.#dependencies.records.find(record.registry);
    const end = opened && ecrLoginEnd(opened);
    return end && !hasEnded(end, this.#dependencies.clock()) ? record.user : undefined;
  }

  async #tokenUser(registry: string): Promise<string | undefined> {
    const token = await this.#dependencies.tokens.read(registry);
    return token && tokenFreshness(token, this.#dependencies.clock()) !== 'expired' ? token.username : undefined;
  }

  /** The record of this very address (under any of Docker Hub's names), not one that merely covers it. */
  async #recordAt(address: ServerAddress): Promise<OpenRecord | undefined> {
    const exact = coveringRecordNames(address).filter(
      (name) => parseRegistryName(name).path === address.path && !name.endsWith('*'),
    );
    return this.#dependencies.records.findFirst(exact);
  }
}

function newRecord(
  { registry, origin }: Pick<OpenRecord, 'registry' | 'origin'>,
  credential: Pick<Credential, 'username' | 'password'>,
  now: number,
): OpenRecord {
  return {
    registry,
    name: registry,
    type: 'docker_v2',
    user: credential.username,
    secret: credential.password,
    verifyTls: true,
    origin,
    location: {},
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

function isSame(record: OpenRecord, credential: Pick<Credential, 'username' | 'password'>): boolean {
  return record.user === credential.username && record.secret.reveal() === credential.password.reveal();
}
