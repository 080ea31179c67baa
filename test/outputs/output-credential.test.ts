import { describe, expect, it } from 'vitest';
import { earliestEnd } from '../../src/outputs/output-credential.js';
import { credential } from './credentials.js';

describe('earliestEnd', () => {
  it('is the first end, and none where nothing ends', () => {
    expect(earliestEnd([credential({ expiresAt: 5 }), credential({}), credential({ expiresAt: 3 })])).toBe(3);
    expect(earliestEnd([credential({ expiresAt: undefined })])).toBeUndefined();
    expect(earliestEnd([])).toBeUndefined();
  });
});
