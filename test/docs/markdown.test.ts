/** How the documentation is read. */
import { describe, expect, it } from 'vitest';
import { blocksOf, localLinks, typedCommands } from './markdown.js';

describe('blocks', () => {
  it('come with their line, language, text and wishes', () => {
    expect(blocksOf('text\n\n<!-- run: continued, exit 1 -->\n```sh\na\n\n  b\n```\n```yaml\nc\n```\n')).toEqual([
      { line: 4, language: 'sh', text: 'a\n\n  b', wishes: ['continued', 'exit 1'] },
      { line: 9, language: 'yaml', text: 'c', wishes: [] },
    ]);
  });

  it('in a list lose the indentation of the list, and only that', () => {
    expect(blocksOf('1. x\n\n   <!-- run: continued -->\n   ```sh\n   if a; then\n     b\n   fi\n   ```')).toEqual([
      { line: 4, language: 'sh', text: 'if a; then\n  b\nfi', wishes: ['continued'] },
    ]);
  });

  it('that are never closed are a mistake', () => {
    expect(() => blocksOf('x\n```sh\na')).toThrow('line 2');
  });
});

it('finds each command of a transcript: variables, pipes and comments taken away, answers left out', () => {
  expect(
    typedCommands(
      '$ A=1 ts-reg list | head   # why\nts-reg is not typed here\n$ git clone x && ts-reg registry \\\n    add h\n',
    ),
  ).toEqual(['ts-reg list', 'head', 'git clone x', 'ts-reg registry add h']);
});

it('finds links to files, not to the web or within the page', () => {
  expect(localLinks('[a](docs/a.md#part) [b](https://b) [c](#c) [d](d.md)')).toEqual(['docs/a.md', 'd.md']);
});
