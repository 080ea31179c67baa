import { expect, it } from 'vitest';
import { manifestDocuments } from '../../src/kubernetes/manifest.js';
import { manifestRequest } from './manifest-request.js';

const request = manifestRequest;

it('has the annotation of a role only when there is one', () => {
  const account = (awsRole: string | undefined): unknown => manifestDocuments({ ...request, awsRole })[1];
  expect(JSON.stringify(account(undefined))).not.toContain('annotations');
  expect(account('arn:x')).toMatchObject({ metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:x' } } });
});
