/** The picture of the README is what a run prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playPictureSession } from './picture-session.js';
import { pictureText, svgPicture } from './svg-picture.js';

const committed = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'images', 'ts-reg.svg'), 'utf8');

describe('docs/images/ts-reg.svg', () => {
  it('shows what the commands print today; if not: npm run picture', async () => {
    const session = await playPictureSession();
    const drawn = svgPicture({ ...session, title: 'ts-reg in a terminal' });
    expect(pictureText(committed)).toBe(pictureText(drawn));
    expect(committed).toBe(drawn);
  });

  it('shows no secret', () => {
    expect(pictureText(committed)).toContain('Secret access key of AKIAIOSFODNN7EXAMPLE');
    expect(committed).not.toMatch(/wJalr|EXAMPLEKEY/);
  });
});

describe('a picture', () => {
  it('keeps every character, and its colours by name, so that light and dark pages have their own', () => {
    const svg = svgPicture({
      ansi: 'a <b> & c\n\u001b[31mred\u001b[39m \u001b[1mbold\u001b[0m',
      columns: 20,
      title: 't',
    });
    expect(pictureText(svg)).toBe('a <b> & c\nred bold');
    expect(svg).toContain('class="red">red<');
    expect(svg).toContain('class="bold">bold<');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('can be read on its own background: every colour has a contrast of 4.5', () => {
    const blocks = [...committed.matchAll(/\.page \{ fill: (#\w+);[^\n]*/g)];
    expect(blocks).toHaveLength(2);
    for (const [rules, page = ''] of blocks) {
      const colours = [...rules.matchAll(/(?:text|\.\w+) \{ fill: (#\w+)[ ;]/g)]
        .map(([, colour = '']) => colour)
        .filter((colour) => colour !== page);
      expect(colours.length).toBeGreaterThan(6);
      for (const colour of colours) expect(contrast(colour, page), `${colour} on ${page}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** WCAG 2.2: contrast ratio of two colours. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
