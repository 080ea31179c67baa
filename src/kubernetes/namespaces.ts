/**
 * The namespaces of a cluster: listed in pages, then watched (Kubernetes documentation, "Kubernetes API Concepts",
 * "Efficient detection of changes"): bookmarks move the place from which a broken watch continues, and 410 Gone means
 * that this place is forgotten, so that they are listed again.
 */
import { TsRegError } from '../errors.js';
import { timeLimits } from '../system/time-limits.js';
import type { ApiServer } from './api-server.js';
import { listAt, textAt, valueAt } from './json-value.js';
import { pause } from '../system/wait.js';

export interface NamespaceList {
  readonly names: readonly string[];
  readonly resourceVersion: string;
}

export interface NamespaceListener {
  readonly onNamespace: (name: string) => void;
  readonly onGone: (name: string) => void;
  /** A list or a watch failed, for the so many-th time in a row; it is tried again. */
  readonly onTrouble: (error: TsRegError, failures: number) => void;
  readonly signal: AbortSignal;
}

const root = '/api/v1/namespaces';
const pageSize = 500;
/** The list or the place in the events is no longer kept. */
const gone = 410;
/** After a failure, times the number of failures in a row; milliseconds. */
const shortestPause = 500;
const longestPause = 30_000;

/** All that are not being deleted. Throws {TsRegError} as `ApiServer.request` does. */
export async function listNamespaces(server: ApiServer): Promise<NamespaceList> {
  for (;;) {
    const names: string[] = [];
    let next = '';
    let resourceVersion = '';
    let isExpired = false;
    do {
      const path = `${root}?limit=${pageSize}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
      const { status, body } = await server.request({ method: 'GET', path, expected: [gone] });
      // A list that took too long begins again.
      isExpired = status === gone;
      names.push(...listAt(body, 'items').flatMap((item) => (isEnding(item) ? [] : (nameOf(item) ?? []))));
      resourceVersion = textAt(body, 'metadata', 'resourceVersion');
      next = isExpired ? '' : textAt(body, 'metadata', 'continue');
    } while (next !== '');
    if (!isExpired) return { names, resourceVersion };
  }
}

/** Reports new and deleted namespaces, until the signal is aborted. Each may be reported more than once. */
export async function followNamespaces(
  server: ApiServer,
  listed: NamespaceList,
  listener: NamespaceListener,
): Promise<void> {
  const { signal } = listener;
  const present = new Set(listed.names);
  const told: NamespaceListener = {
    ...listener,
    onNamespace: (name) => {
      present.add(name);
      listener.onNamespace(name);
    },
    onGone: (name) => {
      present.delete(name);
      listener.onGone(name);
    },
  };
  const isEnded = (): boolean => signal.aborted;
  const cursor: Cursor = { place: listed.resourceVersion, events: 0 };
  for (let failures = 0; !isEnded();) {
    cursor.events = 0;
    try {
      if (cursor.place === '') cursor.place = await listAgain(server, told, present);
      await watchOnce(server, cursor, told);
      failures = 0;
      // A server that ends each watch at once is not asked without end.
      if (cursor.events === 0) await pause(shortestPause, signal);
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      if (isEnded()) return;
      failures = cursor.events > 0 ? 1 : failures + 1;
      listener.onTrouble(error, failures);
      await pause(Math.min(shortestPause * failures, longestPause), signal);
    }
  }
}

/** Where the next watch continues; an empty place: list again. */
interface Cursor {
  place: string;
  events: number;
}

/** What was deleted during a gap of the watch is reported too. */
async function listAgain(
  server: ApiServer,
  { onNamespace, onGone }: NamespaceListener,
  present: ReadonlySet<string>,
): Promise<string> {
  const { names, resourceVersion } = await listNamespaces(server);
  for (const name of [...present].filter((one) => !names.includes(one))) onGone(name);
  for (const name of names) onNamespace(name);
  return resourceVersion;
}

/** Moves the cursor with each event, so that a watch that breaks off continues where it stopped. */
async function watchOnce(server: ApiServer, cursor: Cursor, { onNamespace, onGone }: NamespaceListener): Promise<void> {
  const seconds = timeLimits.namespaceWatch / 1_000;
  const from = encodeURIComponent(cursor.place);
  const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=${seconds}&resourceVersion=${from}`;
  try {
    for await (const event of server.watch(`${root}?${query}`)) {
      const object = valueAt(event, 'object');
      const type = textAt(event, 'type');
      if (type === 'ERROR') {
        if (valueAt(object, 'code') === gone) cursor.place = '';
        return;
      }
      cursor.events += 1;
      cursor.place = textAt(object, 'metadata', 'resourceVersion') || cursor.place;
      const name = nameOf(object);
      if (name === undefined) continue;
      if (type === 'DELETED' || (type === 'MODIFIED' && isEnding(object))) onGone(name);
      else if (type === 'ADDED' || type === 'MODIFIED') onNamespace(name);
    }
  } catch (error) {
    if (!(error instanceof TsRegError) || error.httpCode !== gone) throw error;
    cursor.place = '';
  }
}

/** A name becomes a part of paths: an invalid one is skipped, as is the empty one of a bookmark. */
function nameOf(object: unknown): string | undefined {
  const name = textAt(object, 'metadata', 'name');
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name) ? name : undefined;
}

function isEnding(object: unknown): boolean {
  return textAt(object, 'status', 'phase') === 'Terminating';
}
