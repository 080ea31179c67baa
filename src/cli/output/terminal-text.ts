/** Foreign text made fit for a terminal: nothing in it can move the cursor, hide or reverse other text. */
import { displayWidth } from './table-text.js';

const printableAscii = /^[\u0020-\u007e]*$/;
/**
 * Control characters (C0, DEL, C1), line separators, whatever is invisible or changes the direction of its
 * surroundings (UAX #9, UTR #36 §2.4 "bidirectional text spoofing", UAX #44 Default_Ignorable_Code_Point), lone
 * surrogates, private and non-characters. Variation selectors (U+FE00–FE0F) stay: they only choose the look of an
 * emoji.
 */
const unsafeClasses =
  '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}';
const unsafe = new RegExp(`(?![\\ufe00-\\ufe0f])[${unsafeClasses}]`, 'gu');

/** The text in one line, with each unsafe character written out as `\u{…}`. A second time changes nothing. */
export function terminalSafe(text: string): string {
  if (printableAscii.test(text)) return text;
  return text.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Cuts a terminal-safe text to at most `width` columns by an ellipsis in its middle: both ends of a registry
 * name tell registries apart. Characters are never split from their accents.
 */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return '';
  const characters = printableAscii.test(text) ? text.split('') : graphemes(text);
  const headWidth = Math.ceil((width - 1) / 2);
  const head = fitting(characters, headWidth);
  const tail = fitting([...characters].reverse(), width - 1 - headWidth).reverse();
  return `${head.join('')}…${tail.join('')}`;
}

/** Cuts a terminal-safe text to at most `width` columns by an ellipsis at its end. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return '';
  const characters = printableAscii.test(text) ? text.split('') : graphemes(text);
  return `${fitting(characters, width - 1)
    .join('')
    .trimEnd()}…`;
}

/** As many of the first characters as fit into the width. */
function fitting(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let left = width;
  for (const character of characters) {
    left -= displayWidth(character);
    if (left < 0) break;
    taken.push(character);
  }
  return taken;
}

function graphemes(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);
}

/** Lines of at most `width` columns; a word that is longer stands alone. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = `${last ?? ''} ${word}`;
    if (last === undefined || displayWidth(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
