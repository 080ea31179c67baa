/** What the commands `registry add | list | get | update | del` need, from the embedded store or a remote engine. */
import type { Secret } from '../secret.js';
import type { EcrLocation } from './record.js';
import type { PingOutcome } from './registry-ping.js';
import type { RegistryName } from './registry-name.js';
import type { RegistryType } from './registry-type.js';

/** A registry as `add`, `get`, `list` and `update` print it. */
export interface RegistryView {
  readonly registry: string;
  readonly name: string | undefined;
  readonly type: string;
  readonly user: string;
  readonly verifyTls: boolean;
  /** UTC, whole seconds: `2026-01-02T03:04:05Z`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Which role or profile it uses: `role ARN`, `profile NAME`; undefined where `user` says it, or it is not known. */
  readonly identity?: string | undefined;
  /** When its password ends, as a person said it; milliseconds since the epoch. Of the embedded store. */
  readonly expiresAt?: number | undefined;
  /** Of the embedded store: what `--region`, `--account` and `--endpoint` gave. */
  readonly location?: EcrLocation | undefined;
  /** Of `add` and `update` in the embedded store. */
  readonly proof?: CredentialProof | undefined;
  /** The record on the wire of the Anchore API, as `--json` prints it; never with a password. */
  readonly wire: Readonly<Record<string, unknown>>;
}

/** What was found out about a credential before it was stored. */
export interface CredentialProof {
  /** AWS gave a token for it; undefined when AWS was not asked. */
  readonly aws: 'accepted' | 'failed' | undefined;
  /** What the registry said; undefined with --skip-validate. */
  readonly registry: PingOutcome | undefined;
  /** End of the token that was kept, in milliseconds since the epoch. */
  readonly tokenExpiresAt: number | undefined;
}

/** What `add` was asked to store. */
export interface NewRegistry {
  /** As it was typed: an Anchore deployment judges it by rules of its own. */
  readonly registry: string;
  /** The same, where it was parsed already. */
  readonly parsedName?: RegistryName;
  readonly name: string | undefined;
  readonly type: RegistryType;
  /** A person named the type; false or left out: it was guessed from the host. */
  readonly isTypeChosen?: boolean;
  readonly user: string;
  readonly secret: Secret;
  readonly verifyTls: boolean;
  readonly location: EcrLocation;
  /** When the password ends; milliseconds since the epoch. An engine has no place for it. */
  readonly expiresAt?: number | undefined;
}

/**
 * What `update` was asked to change; what is undefined keeps its stored value. User and secret of an Anchore
 * deployment cannot be read back, so there they are always given.
 */
export interface RegistryChange {
  readonly user: string | undefined;
  readonly secret: Secret | undefined;
  readonly name: string | undefined;
  readonly type: RegistryType | undefined;
  readonly verifyTls: boolean | undefined;
  readonly location: EcrLocation;
  /** `never`: what was said of its end no longer holds. */
  readonly expiresAt?: number | 'never' | undefined;
}

export interface SaveOptions {
  /** Exchange and ping before saving (`--skip-validate` is false). */
  readonly validate: boolean;
}

export interface AddOptions extends SaveOptions {
  /** Take the place of an existing record instead of refusing. */
  readonly replace: boolean;
  /**
   * A document makes or changes the record, not a person. Its name is kept in a record that it makes, and in one that
   * another document made; an engine has no place for it.
   */
  readonly document?: { readonly name: string | undefined };
}

/** Every method throws {TsRegError}; messages and HTTP codes are those of the Anchore API. */
export interface RegistryBackend {
  add(registry: NewRegistry, options: AddOptions): Promise<readonly RegistryView[]>;
  /** The embedded store: sorted by registry, code points. An engine: in its own order, which `--json` keeps. */
  list(): Promise<readonly RegistryView[]>;
  get(registry: string): Promise<readonly RegistryView[]>;
  update(registry: string, change: RegistryChange, options: SaveOptions): Promise<readonly RegistryView[]>;
  /** @throws {TsRegError} `not-found` when there is no such record. */
  delete(registry: string): Promise<void>;
}
