/**
 * The rights of the pod's account, and no others: one Secret by its name, the service accounts by theirs, and where
 * namespaces change, their list. Nothing lists or reads other Secrets.
 */
import { type ManifestRequest, manifestLabels, manifestName } from './manifest-request.js';

/** Roles in each namespace that was named; with a pattern, or with `--watch` for new ones, a role of the cluster. */
export function roleDocuments(request: ManifestRequest): readonly object[] {
  const { namespaces, home } = request;
  const rules = namespaceRules(request);
  if (!namespaces.hasGlobs)
    return namespaces.names.flatMap((namespace) => [
      role('Role', rules, namespace),
      binding('Role', { home, namespace }),
    ]);
  const follow = { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch'] };
  return [role('ClusterRole', [follow, ...rules]), binding('ClusterRole', { home })];
}

/**
 * Server-side apply is a patch, and of a new object it needs `create` too; the API server asks for both with the
 * object's name (Kubernetes, `apiserver/pkg/endpoints/handlers/patch.go`), so that the name bounds them.
 */
function namespaceRules({ secretName, accounts }: ManifestRequest): readonly object[] {
  const secret = { apiGroups: [''], resources: ['secrets'], resourceNames: [secretName] };
  const account = { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: accounts };
  return [
    { ...secret, verbs: ['get', 'create', 'patch'] },
    ...(accounts.length === 0 ? [] : [{ ...account, verbs: ['get', 'patch'] }]),
  ];
}

type RoleKind = 'Role' | 'ClusterRole';

function role(kind: RoleKind, rules: readonly object[], namespace?: string): object {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: metadata(namespace), rules };
}

function binding(kind: RoleKind, at: { readonly home: string; readonly namespace?: string }): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: `${kind}Binding`,
    metadata: metadata(at.namespace),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: manifestName },
    subjects: [{ kind: 'ServiceAccount', name: manifestName, namespace: at.home }],
  };
}

function metadata(namespace: string | undefined): object {
  return { name: manifestName, namespace, labels: manifestLabels };
}
