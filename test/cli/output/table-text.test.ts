import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints, displayWidth } from '../../../src/cli/output/table-text.js';

describe('the width of a text on a terminal', () => {
  it.each([
    ['', 0],
    ['registry', 8],
    ['søren', 5],
    ['登録', 4],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['a\u200bb', 2],
    ['🐳', 2],
    ['\u001b[31mred\u001b[0m', 3],
    ['bell\u0007', -1],
    ['tab\t', -1],
    ['\u0085', -1],
  ])('counts %j as %i columns, like wcwidth', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

function codePoints(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** The definition, slowly: the first code point that differs, else the length. */
function slowly(left: string, right: string): number {
  const [a, b] = [codePoints(left), codePoints(right)];
  const index = a.findIndex((point, position) => point !== b[position]);
  if (index < 0) return a.length - b.length;
  return (a[index] ?? 0) - (b[index] ?? -1);
}

describe('the order of code points', () => {
  it('puts U+FF5E before U+1F433, which JavaScript does not', () => {
    expect(['\u{1f433}', '\uff5e'].sort(compareCodePoints)).toEqual(['\uff5e', '\u{1f433}']);
  });

  it('is that of the code points of any two texts', () => {
    const interesting = fc.constantFrom(0x41, 0xd7ff, 0xe000, 0xff5e, 0xffff, 0x1_0000, 0x10_ffff);
    const text = fc.string({ unit: interesting.map((point) => String.fromCodePoint(point)), maxLength: 6 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareCodePoints(left, right))).toBe(Math.sign(slowly(left, right)));
      }),
    );
  });
});
