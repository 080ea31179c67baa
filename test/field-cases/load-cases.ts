/** All field cases of the repository, in the order of their names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCase } from './case-format.js';
import type { FieldCase } from './field-case.js';

/** Throws CaseError for a file that is not in the format. */
export function loadCases(folder: string): readonly FieldCase[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort();
  return files.map((file) => parseCase(join('test', 'field-cases', file), readFileSync(join(folder, file), 'utf8')));
}
