/** Answers of the loopback API server: `Status` objects, patches and watches. */
import type { ServerResponse } from 'node:http';
import type { KubernetesObject, KubernetesObjects } from './loopback-kubernetes-objects.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** API reference, `Status`. */
export function statusOf(status: number, reason: string, message: string, details?: object): Answer {
  return {
    status,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code: status },
  };
}

interface Patch {
  readonly path: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly url: URL;
  readonly body: string;
  readonly type: string;
}

/** Server-side apply of Secrets, merge patches of service accounts. */
export function patch(objects: KubernetesObjects, request: Patch): Answer {
  const { path, resource, namespace, name, url, body, type } = request;
  if (objects.get(`namespaces/${namespace}`) === undefined)
    return statusOf(404, 'NotFound', `namespaces "${namespace}" not found`);
  const object = JSON.parse(body) as KubernetesObject;
  const manager = url.searchParams.get('fieldManager') ?? '';
  if (type === 'application/merge-patch+json') return merge(objects, { path, name, resource, object, manager });
  if (type !== 'application/apply-patch+yaml')
    return statusOf(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
  if (manager === '') return statusOf(400, 'BadRequest', 'fieldManager is required for apply patch');
  if (object.metadata.name !== name || object.metadata.namespace !== namespace)
    return statusOf(400, 'BadRequest', 'the name of the object does not match the name on the URL');
  const live = objects.get(path);
  if (live !== undefined && live.type !== object.type)
    return statusOf(
      422,
      'Invalid',
      `Secret "${name}" is invalid: type: Invalid value: "${object.type ?? ''}": field is immutable`,
    );
  const outcome = objects.apply(path, object, manager);
  if (!Array.isArray(outcome)) return { status: live === undefined ? 201 : 200, body: outcome };
  const conflicts = outcome as readonly { readonly manager: string; readonly field: string }[];
  const causes = conflicts.map(({ manager: owner, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${owner}" using v1`,
    field,
  }));
  const fields = conflicts.map(({ field }) => field).join(', ');
  return statusOf(409, 'Conflict', `Apply failed with ${causes.length} conflicts: ${fields}`, { causes });
}

function merge(
  objects: KubernetesObjects,
  {
    path,
    name,
    resource,
    object,
    manager,
  }: Pick<Patch, 'path' | 'name' | 'resource'> & { readonly object: KubernetesObject; readonly manager: string },
): Answer {
  const live = objects.get(path);
  if (live === undefined) return statusOf(404, 'NotFound', `${resource} "${name}" not found`);
  const wanted = object.metadata.resourceVersion;
  if (wanted !== undefined && wanted !== live.metadata.resourceVersion)
    return statusOf(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified`,
    );
  const merged = { ...live, ...object, metadata: live.metadata };
  return { status: 200, body: objects.put(path, merged, { manager, operation: 'Update' }) };
}

/** Writes to the response until the client or the time ends it; an answer when nothing can be watched. */
export function watchNamespaces(
  objects: KubernetesObjects,
  { url, response, bookmarkMs }: { readonly url: URL; readonly response: ServerResponse; readonly bookmarkMs: number },
): Answer | undefined {
  const from = Number(url.searchParams.get('resourceVersion') ?? objects.version);
  const write = (type: string, object: object): void => {
    response.write(`${JSON.stringify({ type, object })}\n`);
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  const missed = objects.eventsSince(from);
  if (missed === undefined) {
    write('ERROR', statusOf(410, 'Expired', `too old resource version: ${from} (${objects.version})`).body as object);
    response.end();
    return undefined;
  }
  for (const { type, object } of missed) write(type, object);
  response.flushHeaders();
  const listener = ({ type, object }: { readonly type: string; readonly object: object }): void => {
    write(type, object);
  };
  objects.listeners.add(listener);
  const bookmarks = setInterval(() => {
    if (url.searchParams.get('allowWatchBookmarks') !== 'true') return;
    const metadata = { name: '', resourceVersion: String(objects.version) };
    write('BOOKMARK', { kind: 'Namespace', apiVersion: 'v1', metadata });
  }, bookmarkMs);
  const end = setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds') ?? 1_800) * 1_000);
  response.on('close', () => {
    objects.listeners.delete(listener);
    clearInterval(bookmarks);
    clearTimeout(end);
  });
  return undefined;
}
