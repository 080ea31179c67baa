/** docs/faq.md: each error text has the two commands that help, and the texts that people search for are there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './markdown.js';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'faq.md'), 'utf8');
const sections = text
  .split(/^### /m)
  .slice(1)
  .map((section) => ({ title: section.split('\n')[0] ?? '', section }));

it.each([
  'no basic auth credentials',
  'not implemented',
  'stub received bad data',
  'Your authorization token has expired',
])('has %s', (words) => {
  expect(sections.some(({ title }) => title.startsWith('`') && title.includes(words))).toBe(true);
});

describe.each(sections)('$title', ({ section }) => {
  it('stores the credentials, then makes docker use them', () => {
    const [block, ...others] = blocksOf(section);
    expect(others).toEqual([]);
    expect(block?.language).toBe('sh');
    expect(block?.text.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringMatching(/ts-reg registry (?:add|import) /),
      expect.stringMatching(/^ts-reg configure-docker /),
    ]);
  });
});
