/** YAML files as plain texts, lists and mappings; where there is no file, no YAML is loaded. */
import type { YamlEntry } from './yaml-tree.js';
import { readTextFile, type TextFileRules } from '../system/text-file.js';

/**
 * Every scalar is the text as written, so that `0123`, `1e5` and `yes` stay what they are; undefined: empty, `~`,
 * `null`.
 */
export type YamlValue = string | undefined | readonly YamlValue[] | YamlMapping;
/** The entries of a mapping, by key. */
export type YamlMapping = Map<string, YamlValue>;

export interface YamlFile {
  readonly mapping: YamlMapping;
  /** The same with places, for errors that name a line. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** Permission bits, as in `chmod`. */
  readonly mode: number;
}

/**
 * The mapping in a YAML file; undefined when there is no such file, an empty mapping when it is blank.
 * Aliases, tags and duplicate keys are refused.
 * @throws {TsRegError} `io` or `usage` that names the path and line; the text of the file is never quoted.
 */
export async function readYamlFile(path: string, rules: TextFileRules = {}): Promise<YamlFile | undefined> {
  const file = readTextFile(path, rules);
  if (file === undefined) return undefined;
  // Not `import('yaml')`: a CommonJS package has only a default export once it is bundled.
  const { YamlReader } = await import('./yaml-reader.js');
  return new YamlReader(path).read(file);
}
