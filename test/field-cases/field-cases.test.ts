/** Every field case that needs no tool besides ts-reg, against the Node build or the executable. */
import { describe, expect, it } from 'vitest';
import { loadCases } from './load-cases.js';
import { playCase } from './play-case.js';

describe.concurrent('field cases', () => {
  for (const fieldCase of loadCases(import.meta.dirname)) {
    if (fieldCase.client !== undefined) continue;
    it(`${fieldCase.name}: ${fieldCase.title}`, { timeout: 120_000 }, async () => {
      const { differences } = await playCase(fieldCase);
      expect(differences.join('\n')).toBe('');
    });
  }
});
