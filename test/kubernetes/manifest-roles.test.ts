import { expect, it } from 'vitest';
import { roleDocuments } from '../../src/kubernetes/manifest-roles.js';
import { manifestRequest } from './manifest-request.js';

const request = manifestRequest;

it('gives the right to one Secret and, when asked, to one account', () => {
  const [role] = roleDocuments({ ...request, accounts: ['default'] });
  expect(role).toMatchObject({
    rules: [
      { resources: ['secrets'], resourceNames: ['pull'], verbs: ['get', 'create', 'patch'] },
      { resources: ['serviceaccounts'], resourceNames: ['default'], verbs: ['get', 'patch'] },
    ],
  });
  expect(roleDocuments(request)[0]).toMatchObject({ rules: { length: 1 } });
});
