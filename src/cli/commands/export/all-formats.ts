/** The formats of `registry export`: a new one is a file beside this one and a line here. */
import { type OutputFormatName, outputFormats } from '../../../outputs/formats.js';
import { credentialsFormat } from './credentials-format.js';
import type { ExportFormat } from './export-format.js';
import { registriesFormat } from './registries-format.js';

const names = Object.keys(outputFormats) as readonly OutputFormatName[];

/** In the order of the help. */
export const exportFormats: ReadonlyMap<string, ExportFormat> = new Map([
  ...names.map((name) => [name, credentialsFormat(name)] as const),
  ['registries', registriesFormat],
]);
