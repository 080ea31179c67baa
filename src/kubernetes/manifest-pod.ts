/**
 * The pod: no root, no rights of the kernel, nothing on its disk can be written (Kubernetes documentation, "Pod
 * Security Standards", restricted). The store lives in memory and is created again with the pod.
 */
import { type ManifestRequest, manifestName } from './manifest-request.js';

/** Neither root nor a user of common images. */
const userId = 65_532;
/** A folder of its own in the volume, which belongs to root. */
const volume = '/var/lib/ts-reg';
const configuration = '/etc/ts-reg';

/** config.yaml must be ours alone, in a folder of ours, which a mount is not: so it is copied. */
const prepare = `umask 077 && mkdir -p "$TS_REG_HOME" && cp ${configuration}/config.yaml "$TS_REG_HOME/" && \
exec ts-reg registry apply --skip-validate ${configuration}/registries.yaml`;

/** The `spec` of the pod's template. */
export function podSpec(request: ManifestRequest): object {
  const { image, schedule } = request;
  const shared = {
    image,
    env: [{ name: 'TS_REG_HOME', value: `${volume}/home` }],
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '192Mi' } },
    volumeMounts: [
      { name: 'store', mountPath: volume },
      { name: 'configuration', mountPath: configuration, readOnly: true },
    ],
  };
  return {
    serviceAccountName: manifestName,
    automountServiceAccountToken: true,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(schedule !== undefined && { restartPolicy: 'OnFailure' }),
    initContainers: [{ name: 'registries', command: ['sh', '-c', prepare], ...shared }],
    containers: [{ name: manifestName, command: ['ts-reg', 'kubernetes', 'apply', ...applyWords(request)], ...shared }],
    volumes: [
      { name: 'store', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { name: 'configuration', ...configurationVolume(request) },
    ],
  };
}

function applyWords({ patterns, secretName, accounts, schedule }: ManifestRequest): readonly string[] {
  return [
    '--all',
    ...patterns.flatMap((pattern) => ['--namespace', pattern]),
    '--name',
    secretName,
    ...accounts.flatMap((account) => ['--service-account', account]),
    ...(schedule === undefined ? ['--watch'] : []),
  ];
}

function configurationVolume({ registriesSecret }: ManifestRequest): object {
  if (registriesSecret === undefined) return { configMap: { name: manifestName } };
  const sources = [{ configMap: { name: manifestName } }, { secret: { name: registriesSecret } }];
  return { projected: { sources } };
}
