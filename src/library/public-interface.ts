/** What programs that import ts-reg see: plain values in and out, secrets as `Secret`, every error a `TsRegError`. */
import type { TsRegError } from '../errors.js';
import type { Secret } from '../secret.js';

/** `awsecr`: Amazon ECR, whose passwords are tokens; `docker_v2`: any other registry. */
export type RegistryType = 'docker_v2' | 'awsecr';

export interface RegistryStoreOptions {
  /** Instead of `process.env`: TS_REG_HOME, TS_REG_STORE, TS_REG_KEY, AWS_PROFILE, HTTPS_PROXY and all the rest. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Gets one line for each problem that stops nothing, such as a damaged record. Default: such lines are dropped.
   */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** A stored registry, without its secret. */
export interface Registry {
  /** The normalised name: `host`, `host:port` or `host/repository`. */
  readonly registry: string;
  /** The name for people. */
  readonly name: string | undefined;
  readonly type: RegistryType;
  /** User name, access key id, or `awsauto`, `_iam_role`, `_aws_profile`, `_web_identity`; empty for anonymous. */
  readonly user: string;
  readonly verifyTls: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a registry accepts now. */
export interface Credential {
  readonly username: string;
  readonly password: Secret;
  /** Undefined for a password that does not expire. */
  readonly expiresAt: Date | undefined;
}

/** Who we are, and what a registry is like. */
export interface RegistryCredentials {
  /** User name or AWS access key id; `awsauto` and the words with `_` as on the command line. */
  readonly user: string;
  /** Password, AWS secret key, role or profile; may be left out with `awsauto`. */
  readonly secret?: Secret | string | undefined;
  readonly name?: string | undefined;
  /** Default: guessed from the host when added, kept when updated. */
  readonly type?: RegistryType | undefined;
  /** Default: true when added, kept when updated. */
  readonly verifyTls?: boolean | undefined;
  /** Region, account and API URL of an ECR registry behind a host name of its own. */
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Ask AWS and the registry before anything is saved. Default: true. */
  readonly validate?: boolean | undefined;
}

export interface NewRegistry extends RegistryCredentials {
  /** Replace a stored registry of this name. Default: false. */
  readonly replace?: boolean | undefined;
}

export interface RefreshOptions {
  /** Default: all. */
  readonly registries?: readonly string[] | undefined;
  /** Renew what is still fresh too. Default: false. */
  readonly force?: boolean | undefined;
}

export interface RefreshOutcome {
  readonly registry: string;
  readonly outcome: 'renewed' | 'still-fresh' | 'failed';
  /** Why it failed. */
  readonly error: TsRegError | undefined;
  /** Undefined when there is no token. */
  readonly expiresAt: Date | undefined;
}

/** Where a secret comes from: a variable, a file, or what a program prints (program and arguments; no shell). */
export type SecretReference =
  { readonly env: string } | { readonly file: string } | { readonly command: readonly string[] };

/** One registry of a document, with the keys of its YAML (docs/apply.md); one of user, role, profile, web_identity. */
export interface RegistryEntry {
  readonly registry: string;
  readonly user?: string | undefined;
  readonly password?: SecretReference | undefined;
  readonly role?: string | undefined;
  readonly external_id?: string | SecretReference | undefined;
  readonly profile?: string | undefined;
  readonly web_identity?:
    { readonly role: string; readonly audience?: string | undefined; readonly token?: string | undefined } | undefined;
  readonly type?: RegistryType | undefined;
  readonly name?: string | undefined;
  readonly verify_tls?: boolean | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** What a store is to hold. */
export interface RegistriesDocument {
  /** Needed for `prune`. */
  readonly name?: string | undefined;
  readonly registries: readonly RegistryEntry[];
}

export interface ApplyRegistriesOptions {
  /** Remove what an earlier document of this name made and this one no longer has. Default: false. */
  readonly prune?: boolean | undefined;
  /** Save all of them again, also where nothing differs. Default: false. */
  readonly rotate?: boolean | undefined;
  /** Only tell what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Ask AWS and the registries before anything is saved. Default: true. */
  readonly validate?: boolean | undefined;
  /** What relative paths of `file` begin at. Default: the current folder. */
  readonly folder?: string | undefined;
}

/** `keep`: the document no longer has it, and another document or a person does. */
export interface ApplyOutcome {
  readonly registry: string;
  readonly action: 'add' | 'update' | 'equal' | 'remove' | 'keep';
  /** The keys that differed. */
  readonly changes: readonly string[];
  /** Why it was refused; then nothing of this registry was changed. */
  readonly error: TsRegError | undefined;
}

/**
 * The store of the user, shared with the commands and with any number of processes. Every method throws {TsRegError}.
 */
export interface RegistryStore {
  /**
   * Stores a registry. @throws {TsRegError} `conflict` when it is there, `refused` when AWS or the registry says no.
   */
  add(registry: string, given: NewRegistry): Promise<Registry>;
  /** Undefined when there is no such registry. */
  get(registry: string): Promise<Registry | undefined>;
  /** Sorted by name. */
  list(): Promise<readonly Registry[]>;
  /** New credentials; what is left out keeps its stored value. @throws {TsRegError} `not-found`, `refused`. */
  update(registry: string, given: RegistryCredentials): Promise<Registry>;
  /** False when there was no such registry. */
  delete(registry: string): Promise<boolean>;
  /** The credential of exactly this registry, valid now. @throws {TsRegError} `not-found`, `refused`. */
  credential(registry: string): Promise<Credential>;
  /**
   * The credential for an address as docker and podman write it (`host`, `https://host/v1/`, `host/repository`), by the
   * longest stored name that covers it; undefined when none does, or when it is stored without a user.
   */
  credentialFor(serverAddress: string): Promise<Credential | undefined>;
  /** Renews ECR tokens past half of their life; one failure never stops the others. */
  refresh(options?: RefreshOptions): Promise<readonly RefreshOutcome[]>;
  /**
   * Makes the store as a document says, given as text (YAML or JSON) or as an object: adds, updates, leaves alone what
   * is equal. One refusal never stops the others. @throws {TsRegError} `usage` with line and column for a wrong
   * document, before anything is done.
   */
  applyRegistries(
    document: string | RegistriesDocument,
    options?: ApplyRegistriesOptions,
  ): Promise<readonly ApplyOutcome[]>;
  /** Gives back locks and connections. Whatever is called afterwards throws. */
  close(): Promise<void>;
}
