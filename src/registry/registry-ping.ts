/** Asking a registry whether it accepts a credential: the interface that the `distribution` room fulfils. */
import type { Secret } from '../secret.js';
import type { RegistryName } from './registry-name.js';

export interface PingRequest {
  readonly name: RegistryName;
  /** Undefined: anonymous. */
  readonly credential: { readonly username: string; readonly password: Secret } | undefined;
  readonly verifyTls: boolean;
  /** For hints: `update` when a record is there. Default: `add`. */
  readonly command?: 'add' | 'update';
  /** The credential is an ECR token: never sent over plain http, for any `verifyTls`. */
  readonly tlsOnly?: boolean;
}

/** `accepted`: it asked for a credential and took this one. `open`: it asked for none, so nothing is verified. */
export type PingOutcome = 'accepted' | 'open';

export interface RegistryPing {
  /**
   * `GET /v2/` with the registry's own challenge answered.
   * @throws {TsRegError} `refused`, saying why the registry did not accept it.
   */
  ping(request: PingRequest): Promise<PingOutcome>;
}
