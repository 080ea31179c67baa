/**
 * The Secret in one namespace: written by server-side apply (Kubernetes documentation, "Server-Side Apply") when it is
 * ours or new, and when it would change.
 */
import { TsRegError } from '../errors.js';
import {
  expiresAtAnnotation,
  type KubernetesAuths,
  managedByLabel,
  pullSecretData,
} from '../outputs/kubernetes-secret.js';
import { hint } from '../system/hint.js';
import { isoSeconds } from '../system/iso-time.js';
import { conflictsIn } from './api-errors.js';
import type { ApiServer } from './api-server.js';
import { listAt, textAt, valueAt } from './json-value.js';

/** Owner of the fields that we apply; a Secret that it did not apply is not ours. */
export const fieldManager = 'ts-reg';

/** What the Secret must contain, the same in every namespace. */
export interface PullSecret {
  readonly name: string;
  readonly auths: KubernetesAuths;
  /** {@link auths} as `data`, made once for all namespaces. */
  readonly data: Readonly<Record<string, string>>;
  /** When the first of them ends, in milliseconds since the epoch; undefined when none does. */
  readonly expiresAt: number | undefined;
  /** Keys of `auths` that cannot be had now: what the Secret has for them stays. */
  readonly missing: readonly string[];
}

/**
 * Brings the Secret to this state; false when it has it already.
 * @throws {TsRegError} `refused` for a Secret of somebody else, a conflict of field managers, and what the server
 * refuses.
 */
export async function applyPullSecret(server: ApiServer, namespace: string, wanted: PullSecret): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/secrets/${wanted.name}`;
  const { status, body: live } = await server.request({ method: 'GET', path, expected: [404] });
  if (status !== 404) refuseForeign(live, namespace, wanted.name);
  const secret = secretOf(namespace, wanted, live);
  if (status !== 404 && isUpToDate(live, secret)) return false;
  // Without force: what another manager owns and has with another value is a conflict. That holds for a Secret, too,
  // that somebody made since it was looked at: its author owns its type and its data.
  const answer = await server.request({
    method: 'PATCH',
    path: `${path}?fieldManager=${fieldManager}`,
    contentType: 'application/apply-patch+yaml',
    body: secret,
    expected: [409],
  });
  if (answer.status === 409) throw conflict(namespace, wanted.name, answer.body);
  return true;
}

interface AppliedSecret {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly data: Readonly<Record<string, string>>;
}

function secretOf(
  namespace: string,
  { name, auths, data, expiresAt, missing }: PullSecret,
  live: unknown,
): AppliedSecret {
  const kept = missing.length === 0 ? {} : keptAuths(live, missing);
  const liveEnd = Object.keys(kept).length === 0 ? '' : textAt(live, 'metadata', 'annotations', expiresAtAnnotation);
  const end = [expiresAt === undefined ? '' : isoSeconds(expiresAt), liveEnd].filter((text) => text !== '').sort()[0];
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/dockerconfigjson',
    metadata: {
      name,
      namespace,
      labels: { [managedByLabel]: 'ts-reg' },
      annotations: end === undefined ? {} : { [expiresAtAnnotation]: end },
    },
    data: Object.keys(kept).length === 0 ? data : pullSecretData({ ...auths, ...kept }),
  } as AppliedSecret;
}

/** What the Secret has under these keys. */
function keptAuths(live: unknown, keys: readonly string[]): KubernetesAuths {
  const text = Buffer.from(textAt(live, 'data', '.dockerconfigjson'), 'base64').toString('utf8');
  let auths: unknown;
  try {
    auths = valueAt(JSON.parse(text), 'auths');
  } catch {
    return {};
  }
  return Object.fromEntries(
    keys.flatMap((key) => {
      const entry = valueAt(auths, key);
      if (typeof entry !== 'object' || entry === null) return [];
      const texts = Object.entries(entry).filter((member): member is [string, string] => typeof member[1] === 'string');
      return [[key, Object.fromEntries(texts)] as const];
    }),
  );
}

function refuseForeign(live: unknown, namespace: string, name: string): void {
  const managers = listAt(live, 'metadata', 'managedFields');
  const isApplied = managers.some(
    (manager) => textAt(manager, 'manager') === fieldManager && textAt(manager, 'operation') === 'Apply',
  );
  if (isApplied && textAt(live, 'metadata', 'labels', managedByLabel) === 'ts-reg') return;
  const names = [...new Set(managers.map((manager) => textAt(manager, 'manager')))].filter((one) => one !== '');
  const by = names.length === 0 ? '' : ` (its field managers: ${names.join(', ').slice(0, 200)})`;
  throw new TsRegError(
    'refused',
    `namespace ${namespace}: the Secret ${name} was not made by ts-reg kubernetes apply${by}`,
    { hint: hint`use another name: --name ${`${name.slice(0, 240)}-ts-reg`}` },
  );
}

function isUpToDate(live: unknown, { metadata, data }: AppliedSecret): boolean {
  const holds = (at: readonly string[], wanted: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).every(([key, value]) => textAt(live, ...at, key) === value);
  const isGone =
    metadata.annotations[expiresAtAnnotation] === undefined &&
    textAt(live, 'metadata', 'annotations', expiresAtAnnotation) !== '';
  return (
    !isGone &&
    holds(['data'], data) &&
    holds(['metadata', 'labels'], metadata.labels) &&
    holds(['metadata', 'annotations'], metadata.annotations)
  );
}

function conflict(namespace: string, name: string, body: unknown): TsRegError {
  const owners = conflictsIn(body) || 'it was changed at the same moment';
  return new TsRegError('refused', `namespace ${namespace}: conflict in the Secret ${name}: ${owners}`, {
    hint: hint`to give it back to ts-reg, delete it: kubectl delete secret ${name} --namespace ${namespace}`,
  });
}
