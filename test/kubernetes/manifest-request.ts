/** A request for a manifest, for tests that change one thing of it. */
import type { ManifestRequest } from '../../src/kubernetes/manifest-request.js';
import { namespacePatterns } from '../../src/kubernetes/namespace-patterns.js';

export const manifestRequest: ManifestRequest = {
  registries: ['123456789012.dkr.ecr.us-east-1.amazonaws.com'],
  registriesSecret: undefined,
  image: 'ts-reg',
  patterns: ['web'],
  namespaces: namespacePatterns(['web']),
  secretName: 'pull',
  accounts: [],
  home: 'tools',
  schedule: undefined,
  awsRole: undefined,
};
