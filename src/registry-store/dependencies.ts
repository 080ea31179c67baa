/** What the embedded store is given: rooms that it does not know by name, and the world around it. */
import type { Hint, TsRegError } from '../errors.js';
import type { RecordStore } from '../registry/record-store.js';
import type { RegistryPing } from '../registry/registry-ping.js';
import type { TokenExchange } from '../registry/token-exchange.js';
import type { TokenStore } from '../registry/token-store.js';
import type { TokenRenewal } from './token-renewal.js';

export interface StoreDependencies {
  readonly records: RecordStore;
  readonly tokens: TokenStore;
  readonly exchange: TokenExchange;
  readonly ping: RegistryPing;
  /** `allow_awsecr_iam_auto`, and what to type to open it. */
  readonly gate: { readonly allowed: boolean; readonly hint: Hint };
  /** What the environment names for the default chain of AWS credentials (`ambientChoice`). */
  readonly ambientChoice: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** A problem that does not stop the command, but sets its exit code. */
  readonly report: (problem: TsRegError) => void;
  /** Told of each registry whose credential is another one from now on: its token was renewed, its record changed. */
  readonly onChange?: (registry: string) => void;
  /** A line for `--debug`. */
  readonly debug: (line: string) => void;
}

/** What the parts of the store work with: its dependencies, and the renewal of tokens that is built on them. */
export interface StoreContext extends StoreDependencies {
  readonly renewal: TokenRenewal;
}
