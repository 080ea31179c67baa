/** The bar of work that can be counted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressBar } from '../../../src/cli/output/progress-bar.js';

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
