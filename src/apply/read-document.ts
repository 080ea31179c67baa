/** Reads the text of a document of registries: pure, in linear time, and with a position in every fault. */
import { readYamlTree, YamlFault, type YamlNode } from '../config/yaml-tree.js';
import type { TsRegError } from '../errors.js';
import { namesOfRecord } from '../registry/server-address.js';
import { hint } from '../system/hint.js';
import type { DocumentSource, RegistriesDocument, RegistryEntry } from './document.js';
import { DocumentFaults, DocumentFields } from './document-fields.js';
import { documentKeys, documentName } from './document-keys.js';
import { readEntry } from './read-entry.js';
import { refuseLiteral } from './read-reference.js';

export type ReadDocument =
  | { readonly document: RegistriesDocument; readonly faults?: never }
  /** At least one, each of kind `usage`. */
  | { readonly faults: readonly TsRegError[]; readonly document?: never };

/** A registry takes some thirty. */
const mostTokens = 200_000;
// eslint-disable-next-line no-control-regex -- YAML 1.2 §5.1 allows no other control characters than tab and line ends
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** The document, or what is wrong with it; nothing of the text is quoted. Never throws. */
export function readDocument(text: string, source: DocumentSource): ReadDocument {
  const faults = new DocumentFaults(source.title);
  const tree = treeOf(text, faults);
  const entries = tree && readTree(tree, faults, source.title);
  if (entries === undefined || faults.found.length > 0) return { faults: faults.found };
  return { document: { ...source, ...entries } };
}

function treeOf(text: string, faults: DocumentFaults): YamlNode | undefined {
  const control = text.search(controlCharacter);
  if (control >= 0) {
    const before = text.slice(0, control).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    faults.add('has a control character', place);
    return undefined;
  }
  try {
    const tree = readYamlTree(text, { mostTokens });
    if (tree === undefined) faults.add('is empty', { line: 1, column: 1 }, hint`registries: []`);
    return tree;
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    // A block text (`password: |`) is a secret in the document like any other.
    if (error.key === 'password' || error.key === 'external_id') refuseLiteral(error.key, error.place, faults);
    else faults.add(error.message, error.place);
    return undefined;
  }
}

function readTree(
  tree: YamlNode,
  faults: DocumentFaults,
  title: string,
): Pick<RegistriesDocument, 'name' | 'entries'> | undefined {
  if (tree.kind !== 'mapping') {
    faults.add('must be a mapping with the key registries', tree.place, hint`registries: []`);
    return undefined;
  }
  const fields = new DocumentFields(tree, documentKeys, faults);
  const name = fields.text('name');
  if (name !== undefined && !documentName.test(name.text))
    faults.add('name must be a word of at most 64 letters, digits, ".", "_" and "-"', name.place, hint`name: team-a`);
  if (fields.placeOf('registries') === undefined)
    faults.add('has no key registries', fields.place, hint`registries: []`);
  const list = fields.value('registries');
  if (list === undefined) return undefined;
  if (list.kind !== 'list') {
    faults.add('registries must be a list', list.place, hint`registries: []`);
    return undefined;
  }
  return { name: name?.text, entries: readEntries(list.items, faults, title) };
}

function readEntries(items: readonly YamlNode[], faults: DocumentFaults, title: string): readonly RegistryEntry[] {
  const taken = new Map<string, number>();
  return items.flatMap((item) => {
    const entry = readEntry(item, faults, title);
    if (entry === undefined) return [];
    const names = namesOfRecord(entry.parsedName);
    const line = names.map((name) => taken.get(name)).find((one) => one !== undefined);
    if (line !== undefined) faults.add(`the registry is listed in line ${line} already`, item.place);
    for (const name of names) taken.set(name, line ?? item.place.line);
    return [entry];
  });
}
