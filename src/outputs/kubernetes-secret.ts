/**
 * Kubernetes Secrets as YAML for `kubectl apply -f -`. Every scalar is written as a JSON string, which is YAML too
 * (YAML 1.2 §1.3), so that no value is read as something else.
 */
import { type Hint, TsRegError } from '../errors.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { hint } from '../system/hint.js';
import { isoSeconds } from '../system/iso-time.js';
import { authsOf } from './docker-config.js';
import { earliestEnd, type OutputCredential } from './output-credential.js';

export interface SecretPlace {
  /** RFC 1123 subdomain. */
  readonly name: string;
  /** One Secret in each; none: wherever kubectl's context points. */
  readonly namespaces: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Kubernetes API reference, Secret: `data` holds at most 1 MiB. */
const largestSecret = 1_048_576;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const labelName = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;

/**
 * One `kubernetes.io/dockerconfigjson` Secret a namespace, the documents parted by `---`.
 * @throws {TsRegError} `usage` for a name that Kubernetes refuses, and for more than a Secret can hold.
 */
export function kubernetesSecrets(credentials: readonly OutputCredential[], place: SecretPlace): string {
  const json = JSON.stringify({ auths: kubernetesAuths(credentials) });
  if (json.length > largestSecret)
    throw new TsRegError('usage', `these credentials are ${json.length} bytes, and a Secret holds ${largestSecret}`, {
      hint: hint`name fewer registries than ${credentials.length}`,
    });
  const data = { '.dockerconfigjson': Buffer.from(json).toString('base64') };
  return documents(place, (namespace) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/dockerconfigjson',
    metadata: metadata(place, namespace, earliestEnd(credentials)),
    data,
  }));
}

/** As `kubectl create secret docker-registry` writes them: some readers look at user name and password alone. */
function kubernetesAuths(credentials: readonly OutputCredential[]): object {
  const plain = new Map(
    credentials.flatMap((credential) =>
      Object.keys(authsOf([credential])).map((key) => [
        key,
        { username: credential.username, password: credential.password.reveal() },
      ]),
    ),
  );
  return Object.fromEntries(
    Object.entries(authsOf(credentials)).map(([key, entry]) => [
      key,
      'auth' in entry ? { ...plain.get(key), ...entry } : entry,
    ]),
  );
}

/**
 * One Secret a registry and namespace that Argo CD reads as a repository of Helm charts (Argo CD, Declarative Setup,
 * Repositories). Throws {TsRegError} as {@link kubernetesSecrets} does.
 */
export function argocdRepositories(credentials: readonly OutputCredential[], place: SecretPlace): string {
  const labels = { ...place.labels, 'argocd.argoproj.io/secret-type': 'repository' };
  return credentials
    .map((credential) => {
      const name = `${place.name}-${nameOf(credential.registry)}`;
      return documents({ ...place, name, labels }, (namespace) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: metadata({ ...place, name, labels }, namespace, credential.expiresAt),
        stringData: {
          name: credential.registry,
          url: credential.registry.replace(/\/?\*$/, ''),
          type: 'helm',
          enableOCI: 'true',
          username: credential.username,
          password: credential.password.reveal(),
        },
      }));
    })
    .join('---\n');
}

/** `HOST[:PORT][/PATH]` as a part of a Secret's name. */
function nameOf(registry: string): string {
  const { text } = parseRegistryName(registry);
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/-*\.[.-]*/g, '.')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
}

function metadata(place: SecretPlace, namespace: string | undefined, expiresAt: number | undefined): object {
  return {
    name: place.name,
    ...(namespace !== undefined && { namespace }),
    labels: { 'app.kubernetes.io/managed-by': 'ts-reg', ...place.labels },
    ...(expiresAt !== undefined && { annotations: { 'ts-reg/expires-at': isoSeconds(expiresAt) } }),
  };
}

function documents(place: SecretPlace, made: (namespace: string | undefined) => object): string {
  checkPlace(place);
  const namespaces = place.namespaces.length === 0 ? [undefined] : place.namespaces;
  return namespaces.map((namespace) => yamlOf(made(namespace))).join('---\n');
}

/** @throws {TsRegError} `usage` for a name that Kubernetes refuses. */
export function checkPlace({ name, namespaces, labels }: SecretPlace): void {
  if (!subdomain.test(name))
    throw badName(['Secret name', name], 'lower-case letters, digits, - and .', hint`--name pull-secret`);
  for (const namespace of namespaces)
    if (!label.test(namespace))
      throw badName(['namespace', namespace], 'at most 63 lower-case letters, digits and -', hint`--namespace web`);
  for (const [key, value] of Object.entries(labels)) {
    const slash = key.indexOf('/');
    const prefixIsGood = slash < 0 || subdomain.test(key.slice(0, slash));
    if (!prefixIsGood || !labelName.test(key.slice(slash + 1)))
      throw badName(['label', key], 'PREFIX/NAME or NAME', hint`--label team=web`);
    if (value !== '' && !labelName.test(value))
      throw badName(['label value', value], 'letters, digits, -, _ and .', hint`--label team=web`);
  }
}

function badName([what, name]: readonly [string, string], rule: string, next: Hint): TsRegError {
  return new TsRegError('usage', `${JSON.stringify(name)} is not a ${what} that Kubernetes accepts: ${rule}`, {
    hint: next,
  });
}

/** Block style for objects, JSON for everything else. */
function yamlOf(value: object, indent = ''): string {
  return Object.entries(value)
    .map(([key, member]: [string, unknown]) =>
      typeof member === 'object' && member !== null
        ? `${indent}${JSON.stringify(key)}:\n${yamlOf(member, `${indent}  `)}`
        : `${indent}${JSON.stringify(key)}: ${JSON.stringify(member)}\n`,
    )
    .join('');
}
