/** How a store is set up: where its records are, where its key comes from, and the places of its files. */
import type { Secret } from '../secret.js';

export type StoreSetting = { readonly kind: 'file' } | { readonly kind: 'postgres'; readonly url: Secret };

/** Where the key that seals the records comes from. */
export type KeySetting =
  | { readonly kind: 'file'; readonly path: string }
  /** An external key (Docker or Kubernetes secret); never created by ts-reg. */
  | {
      readonly kind: 'external-file';
      readonly path: string;
      /** That others can read it is meant so. */ readonly mayBePublic?: boolean;
    }
  | { readonly kind: 'environment'; readonly key: Secret }
  | { readonly kind: 'keyring' }
  /** Undefined: ask on the terminal. */
  | { readonly kind: 'passphrase'; readonly passphrase: Secret | undefined };

/** Where a store of files lies. */
export interface StorePaths {
  readonly keyFile: string;
  /** Key of the token files, separate from the store's key (ARCHITECTURE.md, "Glossary"). */
  readonly tokenKeyFile: string;
  /** Holds `meta.json`, `records/`, `tokens/`, `locks/`. */
  readonly dataFolder: string;
}
