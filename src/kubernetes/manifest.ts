/** What runs `ts-reg kubernetes apply` in a cluster: namespace, account, rights, registries, and a pod. */
import { podSpec } from './manifest-pod.js';
import { manifestLabels, manifestName, type ManifestRequest } from './manifest-request.js';
import { roleDocuments } from './manifest-roles.js';

/** In the order in which they are to be made. */
export function manifestDocuments(request: ManifestRequest): readonly object[] {
  const { home, awsRole } = request;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        ...metadata(home),
        ...(awsRole !== undefined && { annotations: { 'eks.amazonaws.com/role-arn': awsRole } }),
      },
      // Only the pod below mounts its token.
      automountServiceAccountToken: false,
    },
    ...roleDocuments(request),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(home), data: configurationFiles(request) },
    workload(request),
  ];
}

function metadata(namespace: string): object {
  return { name: manifestName, namespace, labels: manifestLabels };
}

function configurationFiles({ registries, registriesSecret }: ManifestRequest): object {
  const entries = registries
    .map((registry) => `  - registry: ${JSON.stringify(registry)}\n    user: awsauto\n`)
    .join('');
  return {
    'config.yaml': 'allow_awsecr_iam_auto: True\n',
    ...(registriesSecret === undefined && { 'registries.yaml': `name: ${manifestName}\nregistries:\n${entries}` }),
  };
}

function workload(request: ManifestRequest): object {
  const { home, schedule } = request;
  const template = { metadata: { labels: manifestLabels }, spec: podSpec(request) };
  if (schedule === undefined)
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(home),
      spec: {
        replicas: 1,
        // Two at once would write their tokens over each other's.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: manifestLabels },
        template,
      },
    };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata(home),
    spec: {
      schedule,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3_600,
      jobTemplate: { spec: { backoffLimit: 3, activeDeadlineSeconds: 1_800, template } },
    },
  };
}
