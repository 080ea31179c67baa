/** Progress of commands: when it is shown, and what it stays out of the way of. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Output } from '../../../src/cli/output/output.js';
import { progressBar } from '../../../src/cli/output/progress.js';
import { type CliOptions, textWorld } from '../../support/cli-run.js';

const terminal = { terminal: 80 };
const showCursor = '\u001b[?25h';

describe('progress', () => {
  beforeEach(() => {
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('says what is going on, and leaves the result alone', async () => {
    const { output, screen } = outputOf(terminal);
    expect(await output.progress.during('checking', () => slow('result'))).toBe('result');
    expect(screen()).toContain('checking');
    expect(screen().lastIndexOf(showCursor)).toBeGreaterThan(screen().lastIndexOf('checking'));
  });

  it.each([
    ['in a pipe', {}, {}],
    ['on a dumb terminal', { ...terminal, environment: { TERM: 'dumb' } }, {}],
    ['in a CI', { ...terminal, environment: { CI: 'true' } }, {}],
    ['with --json', terminal, { json: true }],
    ['with --debug, whose lines it would stand between', terminal, { debug: true }],
  ])('is not shown %s', async (_, options, modes) => {
    const { output, screen } = outputOf(options, modes);
    await output.progress.during('checking', () => slow('result'));
    expect(screen()).toBe('');
  });

  it('is not shown when stdout goes into a pipe, behind which another program may write to the terminal', async () => {
    const { world, texts } = textWorld(terminal);
    const output = new Output(
      { ...world, stdout: Object.assign(world.stdout, { isTTY: false }) },
      { json: false, debug: false },
    );
    await output.progress.during('checking', () => slow('result'));
    expect(texts()).toEqual({ stdout: '', stderr: '' });
  });

  it('is gone when the work fails', async () => {
    const { output, screen } = outputOf(terminal);
    await expect(
      output.progress.during('checking', async () => {
        await slow('');
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    const length = screen().length;
    expect(screen().endsWith('\u001b[0K') || screen().includes(showCursor)).toBe(true);
    await slow('');
    expect(screen()).toHaveLength(length);
  });

  it('gives the cursor back at a signal, though the work goes on', async () => {
    const stop = new AbortController();
    const { output, screen } = outputOf({ ...terminal, interrupted: stop.signal });
    const work = output.progress.during('checking', async () => {
      await slow('');
      stop.abort('SIGINT');
      expect(screen()).toContain(showCursor);
    });
    await work;
  });

  it('counts, once there is something to count', async () => {
    const { output, screen } = outputOf(terminal);
    await output.progress.during('renewing', async (advance) => {
      await slow('');
      advance({ done: 3, total: 50 });
    });
    expect(screen()).toContain('renewing ━───────────────────  3/50');
  });

  it('makes way for a question, and comes back after it', async () => {
    const { output, screen } = outputOf(terminal);
    let during = '';
    await output.progress.during('checking', async () => {
      await slow('');
      const before = screen().length;
      await output.progress.aside(() => slow(''));
      during = screen().slice(before);
      await slow('');
      expect(screen().slice(before + during.length)).toContain('checking');
    });
    expect(during).toContain(showCursor);
    expect(during).not.toContain('checking');
  });

  it('has one line, that of the outermost work', async () => {
    const { output, screen } = outputOf(terminal);
    await output.progress.during('outer', () => output.progress.during('inner', () => slow('')));
    expect(screen()).toContain('outer');
    expect(screen()).not.toContain('inner');
  });

  it('never lets foreign text move the cursor', async () => {
    const { output, screen } = outputOf(terminal);
    await output.progress.during('r\u001b[2Jr', () => slow(''));
    expect(screen()).toContain('r\\u{1b}[2Jr');
  });

  it('lets lines that are written meanwhile stand above it', async () => {
    const { output, screen } = outputOf(terminal);
    await output.progress.during('renewing', async () => {
      await slow('');
      output.note('r.example.com: renewed');
      await slow('');
    });
    // The line is cleared before the note, and drawn again below it.
    const [above = '', below = ''] = screen().split('r.example.com: renewed\n');
    expect(above.endsWith('\u001b[0K')).toBe(true);
    expect(below).toContain('renewing');
  });
});

function outputOf(
  options: CliOptions,
  modes: { json?: boolean; debug?: boolean } = {},
): { readonly output: Output; readonly screen: () => string } {
  const { world, texts } = textWorld(options);
  return { output: new Output(world, { json: false, debug: false, ...modes }), screen: () => texts().stderr };
}

/** Longer than a moment. */
function slow<T>(result: T): Promise<T> {
  return new Promise((resolve) =>
    setTimeout(() => {
      resolve(result);
    }, 450),
  );
}

describe('the bar', () => {
  it.each([
    [0, 50, '────────────────────  0/50'],
    [12, 50, '━━━━──────────────── 12/50'],
    [49, 50, '━━━━━━━━━━━━━━━━━━━─ 49/50'],
    [50, 50, '━━━━━━━━━━━━━━━━━━━━ 50/50'],
    [1, 1, '━━━━━━━━━━━━━━━━━━━━ 1/1'],
  ])('%i of %i', (done, total, text) => {
    expect(progressBar({ done, total })).toBe(text);
  });

  it('never changes its width while the work goes on, and is full at its end alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(120_000), (total, done) => {
        const bar = progressBar({ done, total });
        expect(bar).toHaveLength(progressBar({ done: total, total }).length);
        expect(bar.includes('─')).toBe(done < total);
      }),
    );
  });
});
