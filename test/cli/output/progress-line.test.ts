/** One line of progress on a stream that behaves like a terminal; test/terminal has the real ones. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressLine } from '../../../src/cli/output/progress-line.js';
import { textWorld } from '../../support/cli-run.js';

const longer = 450;
const showCursor = '\u001b[?25h';

describe('a line of progress', () => {
  beforeEach(() => {
    // The spinner looks at the process itself, which in a CI is no person's.
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('shows nothing for what is done in a moment', async () => {
    const { line, screen } = started('checking');
    await passing(20);
    line.stop();
    await passing(longer);
    expect(screen()).toBe('');
  });

  it('says what is going on when it takes longer, and gives the cursor back', async () => {
    const { line, screen } = started('checking');
    await passing(longer);
    expect(screen()).toContain('checking');
    expect(screen()).not.toContain(showCursor);
    line.stop();
    expect(screen()).toContain(showCursor);
  });

  it.each([
    [40, 'a'.repeat(200)],
    [3, 'checking'],
  ])('stays in one line of %i columns', async (columns, text) => {
    const { line, screen } = started(text, columns);
    await passing(longer);
    line.stop();
    expect(screen()).not.toContain(text);
    expect(screen()).not.toContain('\u001b[1A');
  });

  it('says the newest that it was told, before it is seen and after', async () => {
    const { line, screen } = started('one');
    line.say('two');
    await passing(longer);
    line.say('three');
    line.stop();
    expect(screen()).toMatch(/two[^]*three/);
    expect(screen()).not.toContain('one');
  });

  it('can be taken away and come back', async () => {
    const { line, screen } = started('checking');
    await passing(longer);
    line.stop();
    const before = screen().length;
    line.start();
    await passing(longer);
    line.stop();
    expect(screen().slice(before)).toContain('checking');
  });
});

function started(text: string, columns = 80): { readonly line: ProgressLine; readonly screen: () => string } {
  const { world, texts } = textWorld({ terminal: columns });
  const line = new ProgressLine(world, text);
  line.start();
  return { line, screen: () => texts().stderr };
}

function passing(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
