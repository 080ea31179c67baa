import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/cli/output/table-text.js';
import { cutMiddle, terminalSafe, wrapped } from '../../../src/cli/output/terminal-text.js';
import { fuzzRuns, fuzzTimeout } from '../../support/fuzz-runs.js';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('terminalSafe', () => {
  it.each([
    ['registry.example.com:5000/team', 'registry.example.com:5000/team'],
    ['Schlüssel – ключ – 鍵 – ❤️', 'Schlüssel – ключ – 鍵 – ❤️'],
    ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['\u001b]0;title\u0007', '\\u{1b}]0;title\\u{7}'],
    ['over\rwritten', 'over\\u{d}written'],
    ['two\nlines', 'two\\u{a}lines'],
    ['tab\there', 'tab\\u{9}here'],
    ['nul\0', 'nul\\u{0}'],
    ['del\u007f', 'del\\u{7f}'],
    ['\u009b31m red in C1', '\\u{9b}31m red in C1'],
    ['next\u0085line', 'next\\u{85}line'],
    ['line\u2028separator\u2029', 'line\\u{2028}separator\\u{2029}'],
    ['user\u202egnp.exe', 'user\\u{202e}gnp.exe'],
    ['\u202a\u202b\u202c\u202d', '\\u{202a}\\u{202b}\\u{202c}\\u{202d}'],
    ['\u2066\u2067\u2068\u2069', '\\u{2066}\\u{2067}\\u{2068}\\u{2069}'],
    ['\u200e\u200f\u061c', '\\u{200e}\\u{200f}\\u{61c}'],
    ['zero\u200bwidth\u200c\u200d\u2060\ufeff', 'zero\\u{200b}width\\u{200c}\\u{200d}\\u{2060}\\u{feff}'],
    ['soft\u00adhyphen', 'soft\\u{ad}hyphen'],
    ['\u3164\u115f\u034f', '\\u{3164}\\u{115f}\\u{34f}'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['private \ue000', 'private \\u{e000}'],
    ['no character \uffff', 'no character \\u{ffff}'],
  ])('shows %j as %j', (text, shown) => {
    expect(terminalSafe(text)).toBe(shown);
  });

  it(
    'lets no character through that a terminal would obey, and does not change what it made',
    () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const shown = terminalSafe(text);
          expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/u);
          expect(displayWidth(shown)).toBeGreaterThanOrEqual(0);
          expect(terminalSafe(shown)).toBe(shown);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'keeps everything else, in its order',
    () => {
      fc.assert(
        fc.property(fc.string({ maxLength: 60 }), (text) => {
          expect(terminalSafe(text)).toBe(text);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it('stays quick on long text', () => {
    expect(terminalSafe('\u202e'.repeat(200_000))).toHaveLength(200_000 * 8);
  });
});

describe('cutMiddle', () => {
  it.each([
    ['registry.example.com', 20, 'registry.example.com'],
    ['registry.example.com', 19, 'registry.…ample.com'],
    ['registry.example.com', 2, 'r…'],
    ['registry.example.com', 1, '…'],
    ['registry.example.com', 0, ''],
    ['', 5, ''],
    ['鍵鍵鍵鍵', 8, '鍵鍵鍵鍵'],
    ['鍵鍵鍵鍵', 7, '鍵…鍵'],
    ['鍵鍵鍵鍵', 2, '…'],
    ['e\u0301e\u0301e\u0301e\u0301', 3, 'e\u0301…e\u0301'],
  ])('cuts %j to %i columns: %j', (text, width, cut) => {
    expect(cutMiddle(text, width)).toBe(cut);
  });

  it(
    'never takes more columns than it was given, and keeps both ends',
    () => {
      fc.assert(
        fc.property(anyText, fc.integer({ min: 0, max: 40 }), (raw, width) => {
          const text = terminalSafe(raw).replaceAll('…', '');
          const cut = cutMiddle(text, width);
          expect(displayWidth(cut)).toBeLessThanOrEqual(width);
          const [head = '', tail = ''] = cut.split('…');
          expect(text.startsWith(head)).toBe(true);
          expect(text.endsWith(tail)).toBe(true);
          expect(cut === text || width === 0 || cut.includes('…')).toBe(true);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

describe('wrapped', () => {
  it('breaks between words, and leaves a long word whole', () => {
    expect(wrapped('one two three-and-more four', 8)).toEqual(['one two', 'three-and-more', 'four']);
  });

  it('loses no word, and fits every line that has more than one', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.join(' ')).toBe(text);
        for (const line of lines) if (line.includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
