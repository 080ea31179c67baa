/**
 * Objects of a loopback API server: owners of fields as in server-side apply (Kubernetes documentation, "Server-Side
 * Apply"), merge patches that heed the resource version, and events of which old ones are forgotten.
 */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly type?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly object[];
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly status?: { readonly phase: string };
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubernetesObject;
  readonly version: number;
}

export interface Conflict {
  readonly manager: string;
  readonly field: string;
}

export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
}

interface Kept {
  object: KubernetesObject;
  /** Path of a field → who owns it, as `manager operation`. */
  readonly owners: Map<string, Set<string>>;
}

/** Paths of the fields that can be owned, and their values. */
function fieldsOf({ type, data = {}, metadata, imagePullSecrets }: KubernetesObject): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (type !== undefined) fields.set('.type', type);
  for (const [key, value] of Object.entries(data)) fields.set(`.data.${key}`, value);
  for (const [key, value] of Object.entries(metadata.labels ?? {})) fields.set(`.metadata.labels.${key}`, value);
  for (const [key, value] of Object.entries(metadata.annotations ?? {}))
    fields.set(`.metadata.annotations.${key}`, value);
  if (imagePullSecrets !== undefined) fields.set('.imagePullSecrets', JSON.stringify(imagePullSecrets));
  return fields;
}

export class KubernetesObjects {
  readonly #kept = new Map<string, Kept>();
  #events: WatchEvent[] = [];
  #version = 100;
  #oldest = 0;
  readonly listeners = new Set<(event: WatchEvent) => void>();

  get version(): number {
    return this.#version;
  }

  /** Events up to now are forgotten: who watches from an older place gets 410. */
  compact(): void {
    this.#version += 1;
    this.#oldest = this.#version;
    this.#events = [];
  }

  /** Undefined: that place is forgotten. */
  eventsSince(version: number): readonly WatchEvent[] | undefined {
    return version < this.#oldest ? undefined : this.#events.filter((event) => event.version > version);
  }

  get(path: string): KubernetesObject | undefined {
    return this.#kept.get(path)?.object;
  }

  list(prefix: string): readonly KubernetesObject[] {
    return [...this.#kept].filter(([path]) => path.startsWith(prefix)).map(([, { object }]) => object);
  }

  /** Writes all of it, as `kubectl edit` or `kubectl create` does. */
  put(path: string, object: KubernetesObject, writer: Writer): KubernetesObject {
    const before = this.#kept.get(path);
    const owners = new Map([...(before?.owners ?? [])].map(([field, names]) => [field, new Set(names)]));
    const old = before === undefined ? new Map<string, string>() : fieldsOf(before.object);
    for (const [field, value] of fieldsOf(object)) {
      if (old.get(field) === value) continue;
      owners.set(field, new Set([nameOf(writer)]));
    }
    return this.#save(path, object, owners);
  }

  /** The object, or the conflicts for which nothing was written. */
  apply(path: string, wanted: KubernetesObject, manager: string): KubernetesObject | readonly Conflict[] {
    const before = this.#kept.get(path);
    const self = nameOf({ manager, operation: 'Apply' });
    const owners = new Map([...(before?.owners ?? [])].map(([field, names]) => [field, new Set(names)]));
    const old = before === undefined ? new Map<string, string>() : fieldsOf(before.object);
    const wantedFields = fieldsOf(wanted);
    const conflicts = [...wantedFields].flatMap(([field, value]) =>
      old.get(field) === value
        ? []
        : [...(owners.get(field) ?? [])]
            .filter((name) => name !== self)
            .map((name) => ({ field, manager: name.split(' ')[0] ?? '' })),
    );
    if (conflicts.length > 0) return conflicts;
    const dropped = [...owners].filter(
      ([field, names]) => names.has(self) && names.size === 1 && !wantedFields.has(field),
    );
    for (const [field] of dropped) owners.delete(field);
    for (const field of wantedFields.keys()) owners.set(field, new Set([...(owners.get(field) ?? []), self]));
    const without = (at: string, record: Readonly<Record<string, string>> = {}): Record<string, string> =>
      Object.fromEntries(
        Object.entries(record).filter(([key]) => !dropped.some(([field]) => field === `${at}.${key}`)),
      );
    const base = before?.object;
    const merged: KubernetesObject = {
      ...base,
      ...wanted,
      metadata: {
        ...base?.metadata,
        ...wanted.metadata,
        labels: { ...without('.metadata.labels', base?.metadata.labels), ...wanted.metadata.labels },
        annotations: {
          ...without('.metadata.annotations', base?.metadata.annotations),
          ...wanted.metadata.annotations,
        },
      },
      data: { ...without('.data', base?.data), ...wanted.data },
    };
    return this.#save(path, merged, owners);
  }

  delete(path: string): void {
    const kept = this.#kept.get(path);
    if (kept === undefined) return;
    this.#kept.delete(path);
    this.#version += 1;
    this.#tell('DELETED', {
      ...kept.object,
      metadata: { ...kept.object.metadata, resourceVersion: String(this.#version) },
    });
  }

  #save(path: string, object: KubernetesObject, owners: Map<string, Set<string>>): KubernetesObject {
    const isNew = !this.#kept.has(path);
    this.#version += 1;
    const managers = [...new Set([...owners.values()].flatMap((names) => [...names]))];
    const saved: KubernetesObject = {
      apiVersion: 'v1',
      ...object,
      metadata: {
        ...object.metadata,
        uid: this.get(path)?.metadata.uid ?? `uid-${this.#version}`,
        resourceVersion: String(this.#version),
        managedFields: managers.map((name) => {
          const [manager, operation] = name.split(' ');
          const fieldsV1 = Object.fromEntries(
            [...owners].filter(([, names]) => names.has(name)).map(([field]) => [`f:${field}`, {}]),
          );
          return { manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1 };
        }),
      },
    };
    this.#kept.set(path, { object: saved, owners });
    this.#tell(isNew ? 'ADDED' : 'MODIFIED', saved);
    return saved;
  }

  #tell(type: WatchEvent['type'], object: KubernetesObject): void {
    if (object.kind !== 'Namespace') return;
    const event = { type, object, version: this.#version };
    this.#events.push(event);
    for (const listener of this.listeners) listener(event);
  }
}

function nameOf({ manager, operation }: Writer): string {
  return `${manager} ${operation}`;
}
