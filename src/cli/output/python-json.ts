/**
 * JSON as Python writes it: `json.dumps(value, indent=4, sort_keys=True)`, which anchore-cli prints for `--json`
 * (docs.python.org, library/json: ensure_ascii is the default; keys are sorted by code points).
 */
import { compareCodePoints } from './table-text.js';

/**
 * The text without a line break at its end. Like JSON.stringify it asks `toJSON` and leaves out what is undefined.
 * A number without a fraction is written as an integer: JavaScript does not know whether it was read as `1` or `1.0`.
 */
export function pythonJson(value: unknown): string {
  const keys = new Set<string>();
  // A list of 10,000 records takes the engine's own writer half of the time that ours takes.
  return isPlain(value, keys)
    ? ascii(JSON.stringify(value, [...keys].sort(compareCodePoints), 4))
    : written(value, '\n');
}

/** Whether JSON.stringify writes it as Python does, given only the order of keys; they are added to `keys`. */
function isPlain(value: unknown, keys: Set<string>): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, keys));
  if ('toJSON' in value) return false;
  for (const key of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    // Every object is asked for every key, and this one all of them have.
    if (key === '__proto__') return false;
    keys.add(key);
    if (member !== undefined && !isPlain(member, keys)) return false;
  }
  return true;
}

function written(value: unknown, lineBreak: string): string {
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (hasJsonForm(value)) return written(value.toJSON(), lineBreak);
  const inner = `${lineBreak}    `;
  if (Array.isArray(value))
    return enclosed(
      '[]',
      value.map((item) => written(item, inner)),
      lineBreak,
    );
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => compareCodePoints(one, other))
    .map(([key, member]) => `${asciiString(key)}: ${written(member, inner)}`);
  return enclosed('{}', members, lineBreak);
}

function enclosed([open, close]: string, items: readonly string[], lineBreak: string): string {
  const inner = `${lineBreak}    `;
  return items.length === 0 ? `${open}${close}` : `${open}${inner}${items.join(`,${inner}`)}${lineBreak}${close}`;
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
  return ascii(JSON.stringify(text));
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Python's `repr` of a float has the same digits as JavaScript's, but turns to exponents below 0.0001, with two digits.
 */
function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isSafeInteger(value)) return value.toFixed();
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
