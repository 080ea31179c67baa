/** Reads the YAML text of a settings file into plain texts, lists and mappings; imported when there is a file. */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import type { TextFile } from '../system/text-file.js';
import type { YamlFile, YamlMapping, YamlValue } from './yaml-file.js';
import { readYamlTree, type YamlEntry, YamlFault, type YamlNode } from './yaml-tree.js';

/** Settings take some dozen. */
const mostTokens = 20_000;

/** The settings in one YAML file; its `read` throws {TsRegError} `usage`. */
export class YamlReader {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(file: TextFile): YamlFile {
    const tree = this.#tree(file.text);
    if (tree === undefined) return { mapping: new Map(), entries: new Map(), mode: file.mode };
    if (tree.kind !== 'mapping') throw this.#refuse('contains no settings of the form `key: value`', tree.place.line);
    return { mapping: mappingOf(tree.entries), entries: tree.entries, mode: file.mode };
  }

  #tree(text: string): YamlNode | undefined {
    try {
      return readYamlTree(text, { mostTokens });
    } catch (error) {
      if (error instanceof YamlFault) throw this.#refuse(error.message, error.place.line);
      throw error;
    }
  }

  #refuse(fault: string, line: number): TsRegError {
    return new TsRegError('usage', `${this.#path}, line ${line}: ${fault}`, { hint: hint`correct ${this.#path}` });
  }
}

function mappingOf(entries: ReadonlyMap<string, YamlEntry>): YamlMapping {
  return new Map(Array.from(entries, ([key, { value }]) => [key, valueOf(value)]));
}

function valueOf(node: YamlNode): YamlValue {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'mapping') return mappingOf(node.entries);
  return node.kind === 'list' ? node.items.map(valueOf) : undefined;
}
