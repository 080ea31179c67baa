import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/cli/output/display-width.js';

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
