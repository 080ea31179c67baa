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
  return write(value, '\n');
}

function write(value: unknown, lineBreak: string): string {
  if (typeof value === 'string') return asciiString(value);
  if (typeof value === 'number') return pythonNumber(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'object' && value !== null) return writeObject(value, lineBreak);
  return 'null';
}

function writeObject(value: object, lineBreak: string): string {
  if (hasJsonForm(value)) return write(value.toJSON(), lineBreak);
  const inner = `${lineBreak}    `;
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${inner}${write(item, inner)}`;
    return text === '' ? '[]' : `[${text}${lineBreak}]`;
  }
  for (const [key, member] of Object.entries(value).sort(compareKeys)) {
    if (member !== undefined) text += `${text === '' ? '' : ','}${inner}${asciiString(key)}: ${write(member, inner)}`;
  }
  return text === '' ? '{}' : `{${text}${lineBreak}}`;
}

function compareKeys([left]: [string, unknown], [right]: [string, unknown]): number {
  return compareCodePoints(left, right);
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
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
