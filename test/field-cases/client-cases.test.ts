/** The field cases in which docker, skopeo or podman runs; part of the end-to-end tests, which install them. */
import { describe, expect, it } from 'vitest';
import { loadCases } from './load-cases.js';
import { playCase } from './play-case.js';

describe('field cases with clients', () => {
  for (const fieldCase of loadCases(import.meta.dirname)) {
    if (fieldCase.client === undefined) continue;
    it(`${fieldCase.name}: ${fieldCase.title}`, async () => {
      const { differences } = await playCase(fieldCase);
      expect(differences.join('\n')).toBe('');
    });
  }
});
