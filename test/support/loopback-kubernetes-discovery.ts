/** What kubectl asks before it reads a manifest: groups, versions and kinds (API reference, `APIResourceList`). */
const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

function resources(groupVersion: string, kinds: readonly (readonly [string, string, boolean])[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: kinds.map(([name, kind, namespaced]) => ({ name, singularName: '', namespaced, kind, verbs })),
  };
}

function group(name: string, version: string): object {
  const groupVersion = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [groupVersion], preferredVersion: groupVersion };
}

export const discovery: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '30', gitVersion: 'v1.30.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [group('apps', 'v1'), group('batch', 'v1'), group('rbac.authorization.k8s.io', 'v1')],
  },
  '/api/v1': resources('v1', [
    ['namespaces', 'Namespace', false],
    ['secrets', 'Secret', true],
    ['configmaps', 'ConfigMap', true],
    ['serviceaccounts', 'ServiceAccount', true],
  ]),
  '/apis/apps/v1': resources('apps/v1', [['deployments', 'Deployment', true]]),
  '/apis/batch/v1': resources('batch/v1', [['cronjobs', 'CronJob', true]]),
  '/apis/rbac.authorization.k8s.io/v1': resources('rbac.authorization.k8s.io/v1', [
    ['roles', 'Role', true],
    ['rolebindings', 'RoleBinding', true],
    ['clusterroles', 'ClusterRole', false],
    ['clusterrolebindings', 'ClusterRoleBinding', false],
  ]),
};
