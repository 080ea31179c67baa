/** What people read when an API server refuses or does not answer: its reason, redacted, and the next step. */
import { type ErrorKind, type Hint, TsRegError } from '../errors.js';
import type { HttpFailure } from '../http/http-failure.js';
import { cutText, redact } from '../redact.js';
import { hint } from '../system/hint.js';
import type { ApiAccess } from './api-access.js';
import { listAt, textAt } from './json-value.js';

const longestReason = 500;

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** The error for a request without an answer. */
export function apiFailure({ title, isPod }: ApiAccess, failure: HttpFailure): TsRegError {
  const next = isPod
    ? hint`do network policies forbid it? kubectl get networkpolicies --all-namespaces`
    : hint`kubectl cluster-info`;
  return new TsRegError('unavailable', `the API server (${title}) did not answer: ${failure.message}`, { hint: next });
}

/** The error for an answer that is a refusal: a `Status` of the API, or what stands between. */
export function refusal(
  access: ApiAccess,
  asked: Asked,
  { status, body, text = '' }: { readonly status: number; readonly body: unknown; readonly text?: string },
): TsRegError {
  // What kubectl says itself is no JSON; it passes answers of the server on as they are.
  if (!access.isPod && body === undefined && status >= 500)
    return new TsRegError('unavailable', `kubectl cannot reach the API server: ${line(text) || `HTTP ${status}`}`, {
      hint: hint`kubectl cluster-info`,
    });
  const reason = line(textAt(body, 'message')) || `HTTP ${status}`;
  const kinds: Readonly<Record<number, ErrorKind>> = { 401: 'unauthorized', 429: 'unavailable' };
  const kind = kinds[status] ?? (status >= 500 ? 'unavailable' : 'refused');
  return new TsRegError(kind, `the API server refuses: ${reason}`, {
    httpCode: status,
    hint: nextStep(access, asked, status),
  });
}

/** The managers that own what an apply would change, and the fields: from the causes of a conflict. */
export function conflictsIn(body: unknown): string {
  const causes = listAt(body, 'details', 'causes').map((cause) => ({
    manager: line(/conflict with "([^"]{1,200})"/.exec(textAt(cause, 'message'))?.[1] ?? 'another field manager'),
    field: line(textAt(cause, 'field')),
  }));
  const byManager = new Map<string, string[]>();
  for (const { manager, field } of causes) byManager.set(manager, [...(byManager.get(manager) ?? []), field]);
  return [...byManager].map(([manager, fields]) => `${manager} owns ${fields.join(', ')}`).join('; ');
}

function nextStep({ isPod }: ApiAccess, { method, path }: Asked, status: number): Hint {
  const [, namespace, kind = 'namespaces', name] =
    /^\/api\/v1\/namespaces\/([^/?]+)\/([^/?]+)\/([^/?]+)/.exec(path) ?? [];
  if (status === 401)
    return isPod
      ? hint`is the service account still there? kubectl get serviceaccounts --all-namespaces`
      : hint`kubectl get namespaces`;
  if (status === 404 && namespace !== undefined) return hint`kubectl create namespace ${namespace}`;
  if (status === 403 && namespace !== undefined && name !== undefined)
    return hint`is it allowed? kubectl auth can-i ${verbs[method] ?? 'get'} ${`${kind}/${name}`}
      --namespace ${namespace}; the rights that are needed: ts-reg kubernetes manifest --help`;
  if (status === 403)
    return hint`is it allowed? kubectl auth can-i list namespaces; without that right name them: --namespace web`;
  return hint`kubectl get --raw /readyz`;
}

const verbs: Readonly<Record<string, string>> = { GET: 'get', PATCH: 'patch' };

/** One line of other people's words. */
function line(text: string): string {
  return redact(cutText(text, longestReason)).replace(/\s+/g, ' ').trim();
}
