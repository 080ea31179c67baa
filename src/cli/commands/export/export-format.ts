/** What a format of `registry export` is asked for, and what it gives. */
import type { FormatSettings, OutputOption } from '../../../outputs/formats.js';
import type { Factory } from '../../process/factory.js';

export interface ExportRequest extends FormatSettings {
  readonly factory: Factory;
  /** Empty: all, which formats with credentials do only when {@link isAll} says so. */
  readonly registries: readonly string[];
  /** A person asked for all of them. */
  readonly isAll: boolean;
  /** Milliseconds that each credential must still be valid. */
  readonly minLife: number;
  /** Where the text goes; undefined: standard output. */
  readonly path: string | undefined;
  /** What else is in the file stays there. */
  readonly isMerge: boolean;
}

/** Options that only some formats take. */
export type FormatFlag = OutputOption | 'minLife';

export interface ExportFormat {
  /** For the help. */
  readonly description: string;
  readonly flags: readonly FormatFlag[];
  /** Whether the text contains secrets. */
  readonly isSecret: boolean;
  /** Finds out everything, then gives the function from the file's text to the new one. Throws {TsRegError}. */
  readonly prepare: (request: ExportRequest) => Promise<(before: string) => string>;
}
