/** Registries on the wire of the Anchore API (swagger: RegistryConfiguration), read into views. */
import { TsRegError } from '../errors.js';
import type { RegistryView } from '../registry/backend.js';

/**
 * The registries of a body, in the order in which the service sent them.
 * @throws {TsRegError} `unavailable` when it is no list of registries, such as the page of a proxy.
 */
export function viewsFrom(body: string, url: URL): readonly RegistryView[] {
  const records = parseJson(body);
  const views = Array.isArray(records) ? records.map(viewFrom) : [undefined];
  if (views.includes(undefined)) {
    throw new TsRegError('unavailable', `${url.href} did not answer with registries`, {
      hint: 'check the URL given by --url or ANCHORE_CLI_URL; it ends in /v1 (Engine) or /v2 (Enterprise)',
    });
  }
  return views.filter((view) => view !== undefined);
}

function viewFrom(record: unknown): RegistryView | undefined {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(record));
  const registry = fields.get('registry');
  if (typeof registry !== 'string') return undefined;
  const text = (field: string): string => pythonText(fields.get(field));
  return {
    registry,
    name: fields.has('registry_name') ? text('registry_name') : undefined,
    type: text('registry_type'),
    user: text('registry_user'),
    verifyTls: fields.get('registry_verify') === true,
    createdAt: text('created_at'),
    updatedAt: text('last_updated'),
    wire: withoutPassword(fields),
  };
}

/** No engine sends one; should one do so, it goes no further. */
function withoutPassword(fields: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...fields].filter(([field]) => field !== 'registry_pass'));
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
