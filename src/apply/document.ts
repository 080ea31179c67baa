/** A document of registries (`registries.yaml`), read and checked; it holds references to secrets, never a secret. */
import type { EcrLocation } from '../registry/record.js';
import type { RegistryName } from '../registry/registry-name.js';
import type { RegistryType } from '../registry/registry-type.js';
import type { WebIdentity } from '../registry/web-identity.js';

/** Where a secret comes from. */
export type SecretReference =
  | { readonly kind: 'env'; readonly name: string }
  /** As written; relative to the folder of the document. */
  | { readonly kind: 'file'; readonly path: string }
  /** Program and arguments; no shell. */
  | { readonly kind: 'command'; readonly words: readonly string[] };

/** An external id is no password, so it may be written out; it is never shown all the same. */
export type ExternalId = SecretReference | { readonly kind: 'text'; readonly text: string };

export type EntryIdentity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'awsauto' }
  /** `_iam_role` and `_aws_profile` too, where role or profile come from a reference. */
  | { readonly kind: 'user'; readonly user: string; readonly password: SecretReference }
  | { readonly kind: 'role'; readonly role: string; readonly externalId: ExternalId | undefined }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'web'; readonly web: WebIdentity };

/** One registry of a document. */
export interface RegistryEntry {
  /** As written. */
  readonly registry: string;
  readonly parsedName: RegistryName;
  /** The name for people; undefined: the registry itself. */
  readonly name: string | undefined;
  readonly type: RegistryType;
  /** The document names the type, or an identity that only one type has. */
  readonly isTypeChosen: boolean;
  readonly verifyTls: boolean;
  readonly location: EcrLocation;
  readonly identity: EntryIdentity;
  /** `registries.yaml, line 3`. */
  readonly place: string;
  readonly column: number;
}

/** Where the text of a document comes from. */
export interface DocumentSource {
  /** For messages: the path as given, `standard input`, `the document`. */
  readonly title: string;
  /** What relative paths of secrets begin at. */
  readonly folder: string;
}

export interface RegistriesDocument extends DocumentSource {
  /** Needed for `--prune` alone. */
  readonly name: string | undefined;
  readonly entries: readonly RegistryEntry[];
}
