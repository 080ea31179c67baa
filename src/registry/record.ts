/** What is stored about a registry. */
import type { Secret } from '../secret.js';
import type { RegistryType } from './registry-type.js';

/** Who wrote the secret of a record last; only what `docker login` stored is erased by `docker logout`. */
export type RecordOrigin = 'add' | 'docker-login' | 'import';

/** Where the AWS side of an awsecr record is, when its host name does not tell. */
export interface EcrLocation {
  readonly region?: string;
  readonly account?: string;
  /** URL of the ECR API, instead of the one that the region gives. */
  readonly endpoint?: string;
}

/** A record without its secret: what `list` and `get` show. */
export interface RegistryRecord {
  /** The normalised registry name; the key. */
  readonly registry: string;
  /** The human name; undefined is shown as `N/A`. */
  readonly name: string | undefined;
  readonly type: RegistryType;
  /** User name, access key id, or one of `identityWords` (identity.ts); empty for anonymous. */
  readonly user: string;
  readonly verifyTls: boolean;
  readonly origin: RecordOrigin;
  readonly location: EcrLocation;
  /** Milliseconds since the epoch, whole seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When its password ends, as a person said it; milliseconds since the epoch. Left out if not given. */
  readonly expiresAt?: number | undefined;
  /** Counts the writes of this record, from 1. */
  readonly version: number;
  /**
   * Names of the documents whose `registry apply` made this record and that still hold it; left out for what people
   * added, which no document removes.
   */
  readonly documents?: readonly string[] | undefined;
}

/** What a person had stored before a `docker login` with other credentials; `docker logout` gives it back. */
export interface FormerCredential {
  readonly user: string;
  readonly secret: Secret;
  readonly origin: RecordOrigin;
  readonly updatedAt: number;
  readonly expiresAt?: number | undefined;
}

/** A record with its password, AWS secret key or role. */
export interface OpenRecord extends RegistryRecord {
  readonly secret: Secret;
  readonly former?: FormerCredential | undefined;
}
