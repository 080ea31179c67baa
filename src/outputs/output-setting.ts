/** One entry of `outputs` in config.yaml: a file that ts-reg keeps up to date. */
import type { FormatSettings, OutputFormatName } from './formats.js';

export interface OutputSetting extends FormatSettings {
  /** Absolute. */
  readonly file: string;
  readonly format: OutputFormatName;
  /** Names and patterns, parsed. */
  readonly registries: readonly string[];
  /** Of docker-config: what else is in the file stays there. */
  readonly isMerge: boolean;
}
