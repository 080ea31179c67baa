/**
 * Reads YAML text into plain texts, lists and mappings; the one file that knows the `yaml` library, imported when there
 * is a file.
 */
import * as yaml from 'yaml';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import type { TextFile } from '../system/text-file.js';
import type { YamlFile, YamlMapping, YamlValue } from './yaml-file.js';

/**
 * Deeper nesting kills the process inside V8's regular expressions (yaml 2.9.1, 260 kB of `[`): it must not get that
 * far.
 */
const deepestNesting = 32;
/** The look for duplicate keys takes quadratic time. */
const mostTokens = 20_000;

/** The settings in one YAML file; its `read` throws {TsRegError} `usage`. */
export class YamlReader {
  readonly #path: string;
  readonly #lines = new yaml.LineCounter();

  constructor(path: string) {
    this.#path = path;
    this.#lines.addNewLine(0);
  }

  read(file: TextFile): YamlFile {
    const document = this.#compose(file.text);
    const [fault] = document === undefined ? [] : [...document.errors, ...document.warnings];
    if (fault !== undefined) throw this.#refuse(faultWords[fault.code] ?? 'is not valid YAML', fault.pos[0]);
    const contents = document?.contents;
    if (contents === undefined || contents === null || this.#isEmpty(contents)) {
      return { mapping: new Map(), mode: file.mode };
    }
    if (!yaml.isMap(contents)) throw this.#refuse('contains no settings of the form `key: value`', contents.range[0]);
    return { mapping: this.#mapping(contents), mode: file.mode };
  }

  /** Token by token, so that a bomb is refused before the composer, which is recursive, sees it. */
  #compose(text: string): yaml.Document.Parsed | undefined {
    const parser = new yaml.Parser(this.#lines.addNewLine);
    const trees: yaml.CST.Token[] = [];
    let tokens = 0;
    for (const lexeme of new yaml.Lexer().lex(text)) {
      tokens += 1;
      trees.push(...parser.next(lexeme));
      if (parser.stack.length > deepestNesting) throw this.#refuse('is nested too deeply', parser.offset);
      if (tokens > mostTokens) throw this.#refuse('has too many entries', parser.offset);
    }
    trees.push(...parser.end());
    const composer = new yaml.Composer({
      schema: 'failsafe',
      resolveKnownTags: false,
      stringKeys: true,
      logLevel: 'silent',
    });
    const [document, second] = [...composer.compose(trees)];
    if (second) throw this.#refuse('contains more than one YAML document', second.range[0]);
    return document;
  }

  #mapping(map: yaml.YAMLMap): YamlMapping {
    const entries: YamlMapping = new Map();
    for (const { key, value } of map.items) {
      const text = this.#value(key);
      if (typeof text !== 'string') throw this.#refuse('has a key that is not text', positionOf(key));
      entries.set(text, this.#value(value));
    }
    return entries;
  }

  #value(node: unknown): YamlValue {
    if (node === null || node === undefined) return undefined;
    if (yaml.isAlias(node)) throw this.#refuse('has an alias (*name), which ts-reg does not read', positionOf(node));
    if (yaml.isMap(node)) return this.#mapping(node);
    if (yaml.isSeq(node)) return node.items.map((item) => this.#value(item));
    if (this.#isEmpty(node)) return undefined;
    const text = yaml.isScalar(node) && typeof node.value === 'string' ? node.value : '';
    // Escapes such as "\0" and block texts would carry them into paths and URLs.
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    if (/[\u0000-\u001f\u007f]/.test(text))
      throw this.#refuse('has a control character or line break in a value', positionOf(node));
    return text;
  }

  #isEmpty(node: unknown): boolean {
    return yaml.isScalar(node) && node.type === 'PLAIN' && /^(?:|~|null|Null|NULL)$/.test(node.source ?? '');
  }

  #refuse(fault: string, offset: number): TsRegError {
    const { line } = this.#lines.linePos(offset);
    return new TsRegError('usage', `${this.#path}, line ${line}: ${fault}`, { hint: hint`correct ${this.#path}` });
  }
}

const faultWords: Readonly<Partial<Record<yaml.ErrorCode, string>>> = {
  DUPLICATE_KEY: 'has a duplicate key',
  TAB_AS_INDENT: 'has a tab before a key; use spaces',
  NON_STRING_KEY: 'has a key that is not text',
  BAD_INDENT: 'has wrong indentation or an unmatched bracket',
  MISSING_CHAR: 'has an unmatched bracket or quote',
  BLOCK_AS_IMPLICIT_KEY: 'has a value with ": " in it; put it into quotes',
  TAG_RESOLVE_FAILED: 'has a tag (!name), which ts-reg does not read',
};

function positionOf(node: unknown): number {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return 0;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : 0;
}
