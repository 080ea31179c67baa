/**
 * YAML text as a tree of plain texts, lists and mappings, each with its position. Aliases, tags, duplicate keys and
 * bombs are refused. With key-setting-file.ts the one place that knows the `yaml` library; imported when there is a
 * file.
 */
import * as yaml from 'yaml';

/** Both from 1. */
export interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

/** Every scalar is the text as written; `empty` is nothing at all, `~` or `null`. */
export type YamlNode =
  | { readonly kind: 'text'; readonly text: string; readonly place: YamlPlace }
  | { readonly kind: 'empty'; readonly place: YamlPlace }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[]; readonly place: YamlPlace }
  | { readonly kind: 'mapping'; readonly entries: ReadonlyMap<string, YamlEntry>; readonly place: YamlPlace };

export interface YamlEntry {
  /** Of the key. */
  readonly place: YamlPlace;
  readonly value: YamlNode;
}

/** What is wrong with a text, as a clause that quotes nothing of it: `has a duplicate key`. */
export class YamlFault extends Error {
  override readonly name = 'YamlFault';

  constructor(
    message: string,
    readonly place: YamlPlace,
    /** The key whose value is at fault, where the fault is in one value alone. */
    readonly key?: string,
  ) {
    super(message);
  }
}

/**
 * Deeper nesting kills the process inside V8's regular expressions (yaml 2.9.1, 260 kB of `[`): it must not get that
 * far.
 */
const deepestNesting = 32;

/**
 * The one document in a text; undefined when it is blank. `mostTokens` bounds time and memory.
 * @throws {YamlFault} for the first fault.
 */
export function readYamlTree(text: string, { mostTokens }: { readonly mostTokens: number }): YamlNode | undefined {
  return new TreeReader(mostTokens).read(text);
}

class TreeReader {
  readonly #mostTokens: number;
  readonly #lines = new yaml.LineCounter();

  constructor(mostTokens: number) {
    this.#mostTokens = mostTokens;
    this.#lines.addNewLine(0);
  }

  read(text: string): YamlNode | undefined {
    const document = this.#compose(text);
    const [fault] = document === undefined ? [] : [...document.errors, ...document.warnings];
    if (fault !== undefined) throw this.#fault(wordsOf(fault), fault.pos[0]);
    const contents = document?.contents;
    return contents === undefined || contents === null || isEmpty(contents) ? undefined : this.#node(contents, 0);
  }

  /** Token by token, so that a bomb is refused before the composer, which is recursive, sees it. */
  #compose(text: string): yaml.Document.Parsed | undefined {
    const parser = new yaml.Parser(this.#lines.addNewLine);
    const trees: yaml.CST.Token[] = [];
    let tokens = 0;
    for (const lexeme of new yaml.Lexer().lex(text)) {
      tokens += 1;
      trees.push(...parser.next(lexeme));
      if (parser.stack.length > deepestNesting) throw this.#fault('is nested too deeply', parser.offset);
      if (tokens > this.#mostTokens) throw this.#fault('has too many entries', parser.offset);
    }
    trees.push(...parser.end());
    const composer = new yaml.Composer({
      schema: 'failsafe',
      resolveKnownTags: false,
      stringKeys: true,
      // Its look for duplicate keys takes quadratic time; #mapping finds them.
      uniqueKeys: false,
      logLevel: 'silent',
    });
    const [document, second] = [...composer.compose(trees)];
    if (second) throw this.#fault('contains more than one YAML document', second.range[0]);
    return document;
  }

  #node(node: unknown, position: number, key?: string): YamlNode {
    const place = this.#place(positionOf(node) ?? position);
    if (node === null || node === undefined) return { kind: 'empty', place };
    if (yaml.isAlias(node)) throw new YamlFault('has an alias (*name), which ts-reg does not read', place);
    if (yaml.isMap(node)) return { kind: 'mapping', entries: this.#mapping(node), place };
    if (yaml.isSeq(node))
      return { kind: 'list', items: node.items.map((item) => this.#node(item, positionOf(node) ?? position)), place };
    if (isEmpty(node)) return { kind: 'empty', place };
    const text = yaml.isScalar(node) && typeof node.value === 'string' ? node.value : '';
    // Escapes such as "\0" and block texts would carry them into paths and URLs.
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    if (/[\u0000-\u001f\u007f]/.test(text))
      throw new YamlFault('has a control character or line break in a value', place, key);
    return { kind: 'text', text, place };
  }

  #mapping(map: yaml.YAMLMap): ReadonlyMap<string, YamlEntry> {
    const entries = new Map<string, YamlEntry>();
    for (const { key, value } of map.items) {
      const position = positionOf(key) ?? 0;
      const name = this.#node(key, position);
      if (name.kind !== 'text') throw this.#fault('has a key that is not text', position);
      if (entries.has(name.text)) throw this.#fault('has a duplicate key', position);
      entries.set(name.text, { place: name.place, value: this.#node(value, position, name.text) });
    }
    return entries;
  }

  #place(offset: number): YamlPlace {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #fault(words: string, offset: number): YamlFault {
    return new YamlFault(words, this.#place(offset));
  }
}

/** Our words, chosen by the code of the library and by the start of its message, which itself is never shown. */
function wordsOf({ code, message }: yaml.YAMLError): string {
  const [, words] = messageWords.find(([start]) => message.startsWith(start)) ?? [];
  return words ?? faultWords[code] ?? 'is not valid YAML';
}

const messageWords: readonly (readonly [start: string, words: string])[] = [
  ['Sequence item without', 'has wrong indentation, or a list item without "- "'],
  ['Implicit map keys need to be followed', 'has a line without ": "'],
  ['Implicit keys need to be on a single line', 'has wrong indentation, or a line without ": "'],
];

const faultWords: Readonly<Partial<Record<yaml.ErrorCode, string>>> = {
  TAB_AS_INDENT: 'has a tab before a key; use spaces',
  NON_STRING_KEY: 'has a key that is not text',
  BAD_INDENT: 'has wrong indentation or an unmatched bracket',
  MISSING_CHAR: 'has an unmatched bracket or quote',
  BLOCK_AS_IMPLICIT_KEY: 'has a value with ": " in it; put it into quotes, or indent it like the line above',
  TAG_RESOLVE_FAILED: 'has a tag (!name), which ts-reg does not read',
};

function isEmpty(node: unknown): boolean {
  return yaml.isScalar(node) && node.type === 'PLAIN' && /^(?:|~|null|Null|NULL)$/.test(node.source ?? '');
}

function positionOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}
