/** The formats of `registry export`: a new one is a file beside this one and a line here. */
import type { Factory } from '../../process/factory.js';
import { registriesFormat } from './registries-format.js';

export interface ExportRequest {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
}

export interface ExportFormat {
  /** For the help. */
  readonly description: string;
  /** The text for standard output. Throws {TsRegError}. */
  readonly text: (request: ExportRequest) => Promise<string>;
}

export const exportFormats: ReadonlyMap<string, ExportFormat> = new Map([['registries', registriesFormat]]);
