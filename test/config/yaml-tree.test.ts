/** YAML as a tree with positions. */
import { describe, expect, it } from 'vitest';
import { readYamlTree, YamlFault } from '../../src/config/yaml-tree.js';

const limits = { mostTokens: 20_000 };

function faultOf(text: string, mostTokens = 20_000): string {
  try {
    readYamlTree(text, { mostTokens });
    return 'none';
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    return `${error.place.line}:${error.place.column} ${error.message}`;
  }
}

describe('the tree of a YAML text', () => {
  it('has the text of every scalar as it was written, and where it and its key stand', () => {
    const tree = readYamlTree('a: 0123\nb:\n  - yes\n  - c: "x"\n', limits);
    expect(tree).toMatchObject({ kind: 'mapping', place: { line: 1, column: 1 } });
    const entries = tree?.kind === 'mapping' ? tree.entries : new Map();
    expect(entries.get('a')).toEqual({
      place: { line: 1, column: 1 },
      value: { kind: 'text', text: '0123', place: { line: 1, column: 4 } },
    });
    expect(entries.get('b')).toMatchObject({
      place: { line: 2, column: 1 },
      value: {
        kind: 'list',
        items: [
          { kind: 'text', text: 'yes', place: { line: 3, column: 5 } },
          { kind: 'mapping', place: { line: 4, column: 5 } },
        ],
      },
    });
  });

  it('is undefined for a blank text, and has empty values where nothing is written', () => {
    for (const blank of ['', '\n\n', '# only a comment\n', '~\n']) expect(readYamlTree(blank, limits)).toBeUndefined();
    const tree = readYamlTree('a:\nb: ~\nc: null\n', limits);
    const kinds = tree?.kind === 'mapping' ? [...tree.entries.values()].map(({ value }) => value.kind) : [];
    expect(kinds).toEqual(['empty', 'empty', 'empty']);
  });

  it.each([
    ['a: 1\nb: *hunter2\n', '2:4 has an alias (*name), which ts-reg does not read'],
    ['a: 1\na: 2\n', '2:1 has a duplicate key'],
    ['{ a: 1, b: 2, a: 3 }', '1:15 has a duplicate key'],
    ['a: !secret 1\n', '1:4 has a tag (!name), which ts-reg does not read'],
    ['? [a]\n: 1\n', '1:3 has a key that is not text'],
    ['a: [1\n', '2:1 has wrong indentation or an unmatched bracket'],
    ['a:\n  - b: 1\n   c: 2\n', '3:1 has wrong indentation, or a list item without "- "'],
    ['a:\n  - b: 1\n    c 2\n', '3:5 has a line without ": "'],
    ['a\n  - b: 1\n', '1:1 has wrong indentation, or a line without ": "'],
    ['a: "\\u0007"\n', '1:4 has a control character or line break in a value'],
    ['a: |\n  two\n  lines\n', '1:4 has a control character or line break in a value'],
    ['a: 1\n---\nb: 1\n', '2:1 contains more than one YAML document'],
  ])('refuses %j', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it('refuses a bomb before it goes off, in nesting and in number', () => {
    expect(faultOf('['.repeat(100_000))).toMatch(/^1:\d+ is nested too deeply$/);
    expect(faultOf('- a\n'.repeat(10_000), 5_000)).toMatch(/^\d+:\d+ has too many entries$/);
  });

  it('takes linear time for many keys', () => {
    const text = Array.from({ length: 40_000 }, (_, index) => `k${index}: 1\n`).join('');
    const tree = readYamlTree(text, { mostTokens: 1_000_000 });
    expect(tree?.kind === 'mapping' && tree.entries.size).toBe(40_000);
  });
});
