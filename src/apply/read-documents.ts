/** Reads the documents of one run, and what only all of them together can have wrong. */
import { TsRegError } from '../errors.js';
import { namesOfRecord } from '../registry/server-address.js';
import { hint } from '../system/hint.js';
import type { RegistriesDocument } from './document.js';
import type { DocumentText } from './document-text.js';
import { readDocument } from './read-document.js';

export interface ReadDocuments {
  /** Empty where there are faults. */
  readonly documents: readonly RegistriesDocument[];
  /** Each of kind `usage`. */
  readonly faults: readonly TsRegError[];
}

/** All of the documents, or all that is wrong with them. `prune` needs documents with a name. Never throws. */
export function readDocuments(texts: readonly DocumentText[], { prune }: { readonly prune: boolean }): ReadDocuments {
  const documents: RegistriesDocument[] = [];
  const faults: TsRegError[] = [];
  for (const { text, source } of texts) {
    const read = readDocument(text, source);
    if (read.document) documents.push(read.document);
    else faults.push(...read.faults);
  }
  if (faults.length === 0) faults.push(...sharedRegistries(documents), ...(prune ? unnamed(documents) : []));
  return { documents: faults.length === 0 ? documents : [], faults };
}

/** Which one would win is a matter of chance. */
function sharedRegistries(documents: readonly RegistriesDocument[]): readonly TsRegError[] {
  const places = new Map<string, string>();
  return documents
    .flatMap(({ entries }) => entries)
    .flatMap(({ parsedName, place, column }) => {
      const names = namesOfRecord(parsedName);
      const other = names.map((name) => places.get(name)).find((one) => one !== undefined);
      for (const name of names) places.set(name, other ?? place);
      if (other === undefined) return [];
      const message = `${place}, column ${column}: ${parsedName.text} is listed already: ${other}`;
      return [new TsRegError('usage', message, { hint: hint`remove one of the two entries` })];
    });
}

function unnamed(documents: readonly RegistriesDocument[]): readonly TsRegError[] {
  return documents
    .filter(({ name }) => name === undefined)
    .map(
      ({ title }) =>
        new TsRegError('usage', `${title}, line 1, column 1: --prune needs the name of the document`, {
          hint: hint`add this line to ${title}: name: my-registries`,
        }),
    );
}
