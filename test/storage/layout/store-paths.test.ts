/** Names of files: never made of what people type. */
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  failureFileOf,
  lockFolderOf,
  metaFileOf,
  recordFileOf,
  recordFolderOf,
  registryHash,
  tokenFileOf,
  tokenFolderOf,
} from '../../../src/storage/layout/store-paths.js';

describe('file names', () => {
  it('lie in the folder of their kind, whatever the registry is called', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom('../../etc/passwd', '/', '', 'CON', '__proto__', 'a'.repeat(4_096), '\u0000', '..\\..\\x'),
    );
    fc.assert(
      fc.property(names, (registry) => {
        expect(registryHash(registry)).toMatch(/^[0-9a-f]{40}$/);
        expect(dirname(recordFileOf('/data', registry))).toBe(recordFolderOf('/data'));
        expect(dirname(tokenFileOf('/data', registry))).toBe(tokenFolderOf('/data'));
        expect(dirname(failureFileOf('/data', registry))).toBe(lockFolderOf('/data'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('stay the same between versions: the first 40 hex digits of the SHA-256', () => {
    expect(recordFileOf('/data', 'a.example')).toBe('/data/records/b8e7453371a024daae06f3164492c0afcde134c7.json');
    expect(metaFileOf('/data')).toBe('/data/meta.json');
  });
});
