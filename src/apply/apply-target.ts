/** What documents are applied to: the store of ts-reg, or a remote engine. */
import type { TsRegError } from '../errors.js';
import type { NewRegistry } from '../registry/backend.js';
import type { StoredRegistry } from './changes.js';
import type { RegistryEntry } from './document.js';

export interface SaveRequest {
  readonly action: 'add' | 'update';
  readonly given: NewRegistry;
  /** Name of the document. */
  readonly document: string | undefined;
  /** Ask AWS and the registry first. */
  readonly validate: boolean;
}

/** What a store remembers of the documents that made its records. Every method throws {TsRegError}. */
export interface DocumentMemory {
  /** The registries that this document made or holds, and whether no other one does. */
  of(document: string): Promise<readonly { readonly registry: string; readonly isOnly: boolean }[]>;
  /** Whether a record was made by documents, none of which is this one. */
  readonly lacks: (registry: StoredRegistry, document: string | undefined) => boolean;
  /** Remembers that this document holds a record of other documents too; false when the record is gone. */
  hold(registry: string, document: string): Promise<boolean>;
  /** Removes a record that only this document holds; `released`: another holds it too; `kept`: a person added it. */
  release(registry: string, document: string): Promise<'removed' | 'released' | 'kept'>;
}

/** Every method throws {TsRegError}. */
export interface ApplyTarget {
  /** Undefined: nothing is known of what an earlier document made. */
  readonly memory: DocumentMemory | undefined;
  /** Secrets can be compared; else they are sent where something else differs. */
  readonly comparesSecrets: boolean;
  /** The name for people of an entry that has none. */
  defaultName(entry: RegistryEntry): string;
  /** Why this target cannot hold an entry; undefined when it can. */
  refusal(entry: RegistryEntry): TsRegError | undefined;
  /** What is stored for an entry. */
  find(entry: RegistryEntry): Promise<StoredRegistry | undefined>;
  save(request: SaveRequest): Promise<void>;
}
