/** `outputs` of config.yaml, read strictly; each error names the line and quotes no value. */
import { dirname } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { outputShells } from '../outputs/environment-variable.js';
import { type OutputFormatName, outputFormats, type OutputOption } from '../outputs/formats.js';
import { checkPlace } from '../outputs/kubernetes-secret.js';
import type { OutputSetting } from '../outputs/output-setting.js';
import { isPattern, parsePattern } from '../outputs/registry-pattern.js';
import { hint } from '../system/hint.js';
import { parseSwitch, type PathBase, resolvePath } from './setting-values.js';
import type { YamlEntry, YamlNode } from './yaml-tree.js';

const keys = ['file', 'format', 'registries', 'merge', 'shell', 'name', 'namespace', 'labels'] as const;
type Key = (typeof keys)[number];
/** What an option of `registry export` is called here. */
const optionKeys: Readonly<Record<OutputOption, Key>> = {
  merge: 'merge',
  shell: 'shell',
  name: 'name',
  namespace: 'namespace',
  label: 'labels',
};
const formatNames = Object.keys(outputFormats) as readonly OutputFormatName[];
const example = hint`outputs: [{ file: /srv/f, format: docker-config, registries: [registry.example.com] }]`;

/** @throws {TsRegError} `usage` for the first thing that is wrong. */
export function readOutputs(node: YamlNode, path: string, home: Omit<PathBase, 'folder'>): readonly OutputSetting[] {
  if (node.kind !== 'list') throw wrong(path, node, 'outputs must be a list', example);
  const settings = node.items.map((item) => new OutputReader(item, path, home).read());
  for (const [index, { file }] of settings.entries()) {
    const item = node.items[index];
    if (item !== undefined && settings.findIndex((other) => other.file === file) < index)
      throw wrong(path, item, `another output has the same file`, hint`give each output a file of its own`);
  }
  return settings;
}

class OutputReader {
  readonly #entries: ReadonlyMap<string, YamlEntry>;
  readonly #item: YamlNode;
  readonly #path: string;
  readonly #home: Omit<PathBase, 'folder'>;

  constructor(item: YamlNode, path: string, home: Omit<PathBase, 'folder'>) {
    if (item.kind !== 'mapping') throw wrong(path, item, 'each output must be a mapping', example);
    [this.#item, this.#entries, this.#path, this.#home] = [item, item.entries, path, home];
  }

  read(): OutputSetting {
    for (const [key, entry] of this.#entries) if (!isKey(key)) throw this.#unknownKey(key, entry);
    const format = this.#format();
    const setting = {
      file: this.#file(),
      format,
      registries: this.#registries(format),
      isMerge: this.#text('merge', (text, place) => parseSwitch(text, place)) ?? false,
      shell: this.#oneOf('shell', outputShells) ?? 'sh',
      name: this.#text('name', (text) => text) ?? 'ts-reg',
      namespaces: this.#texts('namespace') ?? [],
      labels: this.#labels(),
    };
    const options = outputFormats[format].options.map((option) => optionKeys[option]);
    for (const key of Object.values(optionKeys))
      if (this.#entries.has(key) && !options.includes(key))
        throw this.#wrong(key, `the format ${format} does not take it`, hint`leave out ${key}`);
    if (options.includes('name'))
      this.#named('name', () => {
        checkPlace(setting);
      });
    return setting;
  }

  #file(): string {
    const file = this.#text('file', (text) => resolvePath(text, { ...this.#home, folder: dirname(this.#path) }));
    if (file === undefined) throw this.#missing('file', hint`file: /srv/config.json`);
    if (file === this.#path) throw this.#wrong('file', 'is config.yaml itself', hint`file: /srv/config.json`);
    return file;
  }

  #format(): OutputFormatName {
    const format = this.#oneOf('format', formatNames);
    if (format === undefined) throw this.#missing('format', hint`format: docker-config`);
    return format;
  }

  #registries(format: OutputFormatName): readonly string[] {
    const next = hint`registries: ["*.dkr.ecr.us-east-1.amazonaws.com", registry.example.com]`;
    const texts = this.#texts('registries');
    if (texts === undefined || texts.length === 0) throw this.#missing('registries', next);
    const parsed = texts.map((text) => this.#named('registries', () => parsePattern(text)));
    if (format === 'password' && (parsed.length > 1 || parsed.some(isPattern)))
      throw this.#wrong('registries', 'the format password is for exactly one registry', hint`format: json`);
    return parsed;
  }

  #labels(): Readonly<Record<string, string>> {
    const value = this.#value('labels');
    if (value === undefined) return {};
    const next = hint`labels: { team: web }`;
    if (value.kind !== 'mapping') throw this.#wrong('labels', 'must be a mapping', next);
    const labels = Array.from(value.entries, ([name, { value: label }]) => {
      if (label.kind !== 'text') throw this.#wrong('labels', 'must hold texts', next);
      return [name, label.text] as const;
    });
    return Object.fromEntries(labels);
  }

  #oneOf<Word extends string>(key: Key, words: readonly Word[]): Word | undefined {
    return this.#text(key, (text) => {
      const word = words.find((one) => one === text);
      if (word !== undefined) return word;
      const next = hint`${key}: ${nearestName(text, words) ?? words[0] ?? ''}`;
      throw this.#wrong(key, `must be one of ${words.join(', ')}`, next);
    });
  }

  #text<T>(key: Key, parse: (text: string, place: { name: string; example: Hint }) => T): T | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (value.kind !== 'text' || value.text === '') throw this.#wrong(key, 'must be a single value', example);
    const place = { name: `${this.#path}, line ${value.place.line}: ${key}`, example: hint`${key}: yes` };
    return parse(value.text, place);
  }

  /** One text is a list of one. */
  #texts(key: Key): readonly string[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const items = value.kind === 'list' ? value.items : [value];
    return items.map((item) => {
      if (item.kind === 'text' && item.text !== '') return item.text;
      throw this.#wrong(key, 'must be a list of texts', hint`${key}: [registry.example.com]`);
    });
  }

  #value(key: Key): YamlNode | undefined {
    const value = this.#entries.get(key)?.value;
    return value?.kind === 'empty' ? undefined : value;
  }

  /** What `act` refuses, with the line. */
  #named<T>(key: Key, act: () => T): T {
    try {
      return act();
    } catch (error) {
      // Its own hint names an option of the command line.
      if (error instanceof TsRegError) throw this.#wrong(key, error.message, example);
      throw error;
    }
  }

  #unknownKey(key: string, { place }: YamlEntry): TsRegError {
    const nearest = nearestName(key, keys);
    const shown = /^[\w.-]{1,40}$/.test(key) ? `'${key}'` : 'that is not a word';
    const next =
      nearest === undefined ? hint`the keys are ${[...keys].join(', ').split(' ')}` : hint`did you mean ${nearest}?`;
    return new TsRegError('usage', `${this.#path}, line ${place.line}: unknown key ${shown} in outputs`, {
      hint: next,
    });
  }

  #missing(key: Key, next: Hint): TsRegError {
    return wrong(this.#path, this.#item, `an output has no ${key}`, next);
  }

  #wrong(key: Key, message: string, next: Hint): TsRegError {
    const place = this.#entries.get(key)?.value ?? this.#item;
    return wrong(this.#path, place, `${key} in outputs: ${message}`, next);
  }
}

function isKey(key: string): key is Key {
  return keys.some((one) => one === key);
}

// eslint-disable-next-line max-params -- file, place, what, and what to write instead
function wrong(path: string, { place }: YamlNode, message: string, next: Hint): TsRegError {
  return new TsRegError('usage', `${path}, line ${place.line}: ${message}`, { hint: next });
}
