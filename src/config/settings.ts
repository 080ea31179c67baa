/** Everything that people can set, read once from flags, environment and files into one value. */
import type { Hint, TsRegError } from '../errors.js';
import type { OutputSetting } from '../outputs/output-setting.js';
import type { Secret } from '../secret.js';
import type { FileState } from '../system/file-state.js';
import type { KeySetting, StoreSetting } from '../registry/store-setting.js';
import type { Paths } from './paths.js';

/** The global options of the command line, as parsed; undefined means not given. */
export interface GlobalFlags {
  readonly config?: string | undefined;
  readonly url?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  readonly hubUrl?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly asAccount?: string | undefined;
  /** Global `--insecure`: no TLS verification towards the Anchore API. */
  readonly insecure?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly debug?: boolean | undefined;
  /** `--local`: the embedded store, even if a URL is set. */
  readonly local?: boolean | undefined;
}

/** A remote Anchore deployment (`--url`). */
export interface AnchoreSettings {
  readonly url: string;
  readonly user: string;
  readonly password: Secret;
  readonly account: string | undefined;
  readonly verifyTls: boolean;
  readonly apiVersion: string | undefined;
}

/** `outputs` of config.yaml. What is wrong with them must not stop a credential helper, so it is kept apart. */
export interface OutputsSetting {
  readonly all: readonly OutputSetting[];
  readonly problem: TsRegError | undefined;
}

export interface Settings {
  readonly paths: Paths;
  /** `allow_awsecr_iam_auto`. */
  readonly allowAmbientRole: boolean;
  /** Of config.yaml, from before it was read: if it is unchanged, these settings still apply. */
  readonly configState: FileState;
  /** The command that allows it. */
  readonly ambientGateHint: Hint;
  readonly store: StoreSetting;
  readonly key: KeySetting;
  /** Bound of a whole exchange or ping, in milliseconds. */
  readonly timeoutMs: number;
  /** PEM file with further certificate authorities. */
  readonly caFile: string | undefined;
  readonly endpoints: { readonly ecr: string | undefined; readonly sts: string | undefined };
  /** Files that are kept up to date with credentials; undefined: config.yaml has no `outputs`. */
  readonly outputs?: OutputsSetting | undefined;
  /** Undefined: the embedded store serves. */
  readonly anchore: AnchoreSettings | undefined;
  readonly json: boolean;
  readonly debug: boolean;
  /** Lines for stderr, such as a credentials file that others can read. */
  readonly warnings: readonly string[];
}
