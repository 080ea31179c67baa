/**
 * Text in tables: how many columns it takes on a terminal, as Python's wcwidth and prettytable count (Unicode UAX #11),
 * and in which order texts stand.
 */
import { eastAsianWidth } from 'get-east-asian-width';

const printableAscii = /^[\u0020-\u007e]*$/;
// eslint-disable-next-line no-control-regex -- prettytable leaves these escape sequences out of its count
const escapeSequences = /\u001b\[[0-9;]*m|\u001b\(B/g;
// eslint-disable-next-line no-control-regex -- wcwidth gives up on these characters
const control = /[\u0001-\u001f\u007f-\u009f]/;
const withoutWidth = /[\0\p{Mn}\p{Me}\u200b-\u200f\u2028-\u202e\u2060-\u2063]/u;

/** Columns of one line; -1 when it holds a control character, as `wcswidth` says. */
export function displayWidth(line: string): number {
  if (printableAscii.test(line)) return line.length;
  const visible = line.replace(escapeSequences, '');
  if (control.test(visible)) return -1;
  let width = 0;
  for (const character of visible) {
    if (!withoutWidth.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}

/** Negative, zero or positive. JavaScript's `<` compares UTF-16 units, where U+10000 comes before U+E000. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Moves surrogates, which stand for U+10000 and above, behind the rest of the basic plane. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
