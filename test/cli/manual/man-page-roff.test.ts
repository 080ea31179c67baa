/** Escaping for roff. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bold,
  escapeLine,
  escapeText,
  italic,
  literalLines,
  macroArgument,
} from '../../../src/cli/manual/man-page-roff.js';

describe('text within a line', () => {
  it.each([
    ['--wide', '\\-\\-wide'],
    ['C:\\Users', 'C:\\(rsUsers'],
    ["docker's `get`", 'docker\\(aqs \\(gaget\\(ga'],
    ['~/.config', '\\(ti/.config'],
    ['^x "quoted"', '\\(hax \\(dqquoted\\(dq'],
    ['a … b → c 𝄞', 'a \\[u2026] b \\[u2192] c \\[u1D11E]'],
    ['é', '\\[u00E9]'],
    ['one\n.SH two\tthree', 'one .SH two three'],
    ['red \u001b[31m', 'red [31m'],
  ])('%j is written %j', (text, roff) => {
    expect(escapeText(text)).toBe(roff);
  });

  it('is always one line of printable ASCII in which every backslash begins an escape of ours', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(escapeText(text)).toMatch(
          /^(?:[ -&(-,./0-[\]_a-}]|\\-|\\\((?:rs|aq|ga|ha|ti|dq)|\\\[u[0-9A-F]{4,6}\])*$/,
        );
      }),
    );
  });

  it('comes out as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        // eslint-disable-next-line no-control-regex -- what a page leaves out
        expect(rendered(escapeText(text))).toBe(text.replace(/\s+/g, ' ').replace(/[\u0000-\u001f\u007f]/g, ''));
      }),
    );
  });
});

describe('the beginning of a line', () => {
  it.each([
    ['.docker is a folder', '\\&.docker is a folder'],
    ["'tis no request", '\\(aqtis no request'],
    ['plain', 'plain'],
  ])('%j is written %j', (text, roff) => {
    expect(escapeLine(text)).toBe(roff);
  });

  it('is never a request', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeLine(text)).not.toMatch(/^[.']/);
      }),
    );
  });
});

it('keeps the argument of a macro one argument', () => {
  expect(macroArgument('say "hi" \\ bye')).toBe('"say \\(dqhi\\(dq \\(rs bye"');
});

it('sets names bold and words to replace italic, escaped', () => {
  expect([bold('--json'), italic('a-b')]).toEqual(['\\fB\\-\\-json\\fR', '\\fIa\\-b\\fR']);
});

it('keeps lines to type as they are, with their spaces', () => {
  expect(literalLines('$ a |\n    b   # why')).toEqual(['.RS 4', '.nf', '\\&$ a |', '\\&    b   # why', '.fi', '.RE']);
});

/** What groff prints for the escapes of ASCII characters. */
function rendered(roff: string): string {
  const characters: Readonly<Record<string, string>> = { rs: '\\', aq: "'", ga: '`', ha: '^', ti: '~', dq: '"' };
  return roff.replace(/\\(?:-|\((..))/g, (_, name: string | undefined) =>
    name === undefined ? '-' : (characters[name] ?? '?'),
  );
}
