/**
 * JSON as Python writes it: `json.dumps(value, indent=4, sort_keys=True)`, which anchore-cli prints for `--json`
 * (docs.python.org, library/json: ensure_ascii is the default; keys are sorted by code points).
 */
import { compareCodePoints } from './registry-order.js';

/**
 * The text without a line break at its end. Like JSON.stringify it asks `toJSON` and leaves out what is undefined.
 * A number without a fraction is written as an integer: JavaScript does not know whether it was read as `1` or `1.0`.
 */
export function pythonJson(value: unknown): string {
  const writer = new Writer();
  writer.write(value, '\n');
  return writer.text();
}

/** Collects pieces, which are joined once: a list of 10,000 records is some 300,000 of them. */
class Writer {
  readonly #pieces: string[] = [];
  /** The last keys met of each number of keys, and their order: the records of a list are of one shape. */
  readonly #orders = new Map<number, { readonly keys: readonly string[]; readonly sorted: readonly string[] }>();

  text(): string {
    return this.#pieces.join('');
  }

  write(value: unknown, lineBreak: string): void {
    if (typeof value === 'object' && value !== null) this.#writeObject(value, lineBreak);
    else this.#pieces.push(scalar(value));
  }

  #writeObject(value: object, lineBreak: string): void {
    if (hasJsonForm(value)) this.write(value.toJSON(), lineBreak);
    else if (Array.isArray(value)) this.#writeArray(value, lineBreak);
    else this.#writeMembers(value as Readonly<Record<string, unknown>>, lineBreak);
  }

  #writeArray(items: readonly unknown[], lineBreak: string): void {
    const inner = `${lineBreak}    `;
    let before = `[${inner}`;
    for (const item of items) {
      this.#pieces.push(before);
      this.write(item, inner);
      before = `,${inner}`;
    }
    this.#pieces.push(items.length === 0 ? '[]' : `${lineBreak}]`);
  }

  #writeMembers(value: Readonly<Record<string, unknown>>, lineBreak: string): void {
    const inner = `${lineBreak}    `;
    let before = `{${inner}`;
    for (const key of this.#sortedKeys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      this.#pieces.push(before, asciiString(key), ': ');
      this.write(member, inner);
      before = `,${inner}`;
    }
    this.#pieces.push(before.startsWith('{') ? '{}' : `${lineBreak}}`);
  }

  #sortedKeys(value: object): readonly string[] {
    const keys = Object.keys(value);
    const known = this.#orders.get(keys.length);
    if (known?.keys.every((key, index) => key === keys[index]) === true) return known.sorted;
    const sorted = keys.toSorted(compareCodePoints);
    this.#orders.set(keys.length, { keys, sorted });
    return sorted;
  }
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return asciiString(value);
  if (typeof value === 'number') return pythonNumber(value);
  return typeof value === 'boolean' || typeof value === 'bigint' ? value.toString() : 'null';
}

function hasJsonForm(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** JSON.stringify escapes quotes, backslashes, control characters and lone surrogates just as Python does. */
function asciiString(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Python's `repr` of a float has the same digits as JavaScript's, but turns to exponents below 0.0001, with two digits. */
function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isSafeInteger(value)) return value.toFixed();
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
