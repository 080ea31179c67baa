/**
 * The registries resource of an Anchore engine, in memory: what it answers, without sockets (anchore-engine, apiext and
 * catalog).
 */

/** What a request asked for, already authenticated. */
export interface EngineRequest {
  readonly method: string;
  /** Decoded name behind `/registries/`; undefined for the collection. */
  readonly registry: string | undefined;
  readonly validate: boolean;
  readonly account: string;
  readonly body: unknown;
}

/** Body undefined: none at all, as with 204. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface EngineOptions {
  /** v1 is the Engine, v2 is Enterprise. */
  readonly version: 'v1' | 'v2';
  readonly allowAwsAuto: boolean;
  /** Passwords that the registry behind the engine refuses. */
  readonly refusedPasswords: readonly string[];
}

/** A record as it goes over the wire. */
export type WireRecord = Record<string, unknown>;

const firstWrite = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Keeps the records of every account in the order in which they came, as the engine's table does. */
export class LoopbackAnchoreEngine {
  readonly #records = new Map<string, Map<string, WireRecord>>();
  readonly #options: EngineOptions;
  #writes = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Puts records in as they are, whatever they look like. */
  seed(account: string, records: readonly WireRecord[]): void {
    for (const record of records) this.#of(account).set(String(record['registry']), record);
  }

  answer(request: EngineRequest): EngineAnswer {
    const records = this.#of(request.account);
    const { method, registry } = request;
    if (registry === undefined) {
      if (method === 'GET') return { status: 200, body: [...records.values()] };
      return method === 'POST' ? this.#add(request) : refusal(405, 'method not allowed');
    }
    const current = records.get(registry);
    if (method === 'GET') return current ? { status: 200, body: [current] } : refusal(404, 'registry not found in DB');
    if (method === 'PUT') return this.#update(registry, current, request);
    if (method !== 'DELETE') return refusal(405, 'method not allowed');
    return this.#delete(registry, request.account);
  }

  #of(account: string): Map<string, WireRecord> {
    const records = this.#records.get(account) ?? new Map<string, WireRecord>();
    this.#records.set(account, records);
    return records;
  }

  #add(request: EngineRequest): EngineAnswer {
    const body = request.body as WireRecord;
    const registry = String(body['registry']);
    if (registry.endsWith('/')) return refusal(409, "input registry name cannot end with trailing '/' characters");
    if (/^https?:\/\//.test(registry)) {
      return refusal(409, 'input registry name must start with a hostname/ip, without URI schema (http://, https://)');
    }
    if (this.#of(request.account).has(registry)) return refusal(500, 'registry already exists in DB');
    const refused = this.#refuse(request);
    if (refused) return refused;
    const time = this.#time();
    const record = { ...this.#wire(body, request.account), created_at: time, last_updated: time };
    this.#of(request.account).set(registry, record);
    return { status: 200, body: [record] };
  }

  #update(registry: string, current: WireRecord | undefined, request: EngineRequest): EngineAnswer {
    const body = request.body as WireRecord;
    if (body['registry'] !== registry)
      return refusal(409, 'registry name in path does not equal registry name in body');
    if (!current) return refusal(404, 'could not find existing registry to update');
    const refused = this.#refuse(request);
    if (refused) return refused;
    const record = { ...current, ...this.#wire(body, request.account), last_updated: this.#time() };
    this.#of(request.account).set(registry, record);
    return { status: 200, body: [record] };
  }

  /** The engine deletes what is not there just as happily; Enterprise says 404 and answers without a body. */
  #delete(registry: string, account: string): EngineAnswer {
    const existed = this.#of(account).delete(registry);
    if (this.#options.version === 'v1') return { status: 200, body: true };
    return existed ? { status: 204, body: undefined } : refusal(404, 'registry not found in DB');
  }

  #refuse({ body, validate }: EngineRequest): EngineAnswer | undefined {
    const { registry_user: user, registry_pass: password } = body as WireRecord;
    if (!this.#options.allowAwsAuto && (user === 'awsauto' || password === 'awsauto')) {
      return refusal(406, "'awsauto' is not enabled in service configuration");
    }
    if (validate && this.#options.refusedPasswords.includes(String(password))) {
      return refusal(406, 'cannot ping supplied registry with supplied credentials - exception: 401 Unauthorized');
    }
    return undefined;
  }

  #wire(body: WireRecord, account: string): WireRecord {
    return {
      registry: body['registry'],
      [this.#options.version === 'v1' ? 'userId' : 'account_name']: account,
      registry_user: body['registry_user'],
      registry_verify: body['registry_verify'],
      registry_type: body['registry_type'],
      registry_name: body['registry_name'],
    };
  }

  #time(): string {
    this.#writes += 1;
    return new Date(firstWrite + (this.#writes - 1) * 1000).toISOString().replace('.000Z', 'Z');
  }
}

/** The engine's error object (anchore-engine, make_response_error). */
export function refusal(status: number, message: string): EngineAnswer {
  return { status, body: { detail: { error_codes: [] }, httpcode: status, message } };
}
