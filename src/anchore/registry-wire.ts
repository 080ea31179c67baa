/** Registries on the wire of the Anchore API (swagger: RegistryConfiguration), read into views. */
import { TsRegError } from '../errors.js';
import type { RegistryView } from '../registry/backend.js';
import { hint } from '../system/hint.js';

/**
 * The registries of a body, in the order in which the service sent them.
 * @throws {TsRegError} `unavailable` when it is no list of registries, such as the page of a proxy.
 */
export function viewsFrom(body: string, url: URL): readonly RegistryView[] {
  const records = parseJson(body);
  const views = Array.isArray(records) ? records.map(viewFrom) : [undefined];
  if (views.includes(undefined)) {
    throw new TsRegError('unavailable', `${url.href} did not answer with registries`, {
      hint: hint`check the URL given by --url or ANCHORE_CLI_URL; it ends in /v1 (Engine) or /v2 (Enterprise)`,
    });
  }
  return views.filter((view) => view !== undefined);
}

function viewFrom(value: unknown): RegistryView | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  const registry = record['registry'];
  if (typeof registry !== 'string') return undefined;
  return {
    registry,
    name: record['registry_name'] === undefined ? undefined : pythonText(record['registry_name']),
    type: pythonText(record['registry_type']),
    user: pythonText(record['registry_user']),
    verifyTls: record['registry_verify'] === true,
    createdAt: pythonText(record['created_at']),
    updatedAt: pythonText(record['last_updated']),
    wire: record['registry_pass'] === undefined ? record : withoutPassword(record),
  };
}

/** No engine sends one; should one do so, it goes no further. */
function withoutPassword(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([field]) => field !== 'registry_pass'));
}

/** What Python's `str()` makes of a JSON value, which is what anchore-cli shows: null is `None`. */
function pythonText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

/** The error of JSON.parse quotes its input: it stays here. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
