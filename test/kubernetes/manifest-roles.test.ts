import { expect, it } from 'vitest';
import { roleDocuments } from '../../src/kubernetes/manifest-roles.js';
import { manifestRequest } from './manifest-request.js';

const request = manifestRequest;

it.each([
  ['by name', { names: ['web'], hasGlobs: false }, 'Role', 'web'],
  ['by pattern', { names: [], hasGlobs: true }, 'ClusterRole', undefined],
] as const)('binds the account of the pod to the role, %s', (_, namespaces, kind, namespace) => {
  const [role, binding] = roleDocuments({ ...request, namespaces: { ...request.namespaces, ...namespaces } });
  const secret = {
    apiGroups: [''],
    resources: ['secrets'],
    resourceNames: ['pull'],
    verbs: ['get', 'create', 'patch'],
  };
  const follow = { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch'] };
  expect(role).toMatchObject({ kind, rules: kind === 'Role' ? [secret] : [follow, secret] });
  expect(role).toHaveProperty('metadata.namespace', namespace);
  expect(binding).toMatchObject({
    kind: `${kind}Binding`,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'ts-reg' },
    subjects: [{ kind: 'ServiceAccount', name: 'ts-reg', namespace: request.home }],
  });
  expect(binding).toHaveProperty('metadata.namespace', namespace);
});

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
