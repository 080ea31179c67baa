/** A credential for tests of the formats. */
import type { OutputCredential } from '../../src/outputs/output-credential.js';
import { Secret } from '../../src/secret.js';

export function credential(given: Partial<OutputCredential>): OutputCredential {
  return {
    registry: 'registry.example.com',
    username: 'ci',
    password: new Secret('s3cret'),
    expiresAt: undefined,
    ...given,
  };
}
