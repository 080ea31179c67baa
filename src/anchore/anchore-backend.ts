/**
 * The five registry commands on a remote Anchore deployment: the requests of anchore-cli, its answers, its exit codes.
 */
import { type Hint, TsRegError } from '../errors.js';
import { HttpFailure } from '../http/http-failure.js';
import type {
  AddOptions,
  NewRegistry,
  RegistryBackend,
  RegistryChange,
  RegistryView,
  SaveOptions,
} from '../registry/backend.js';
import { isAwsAuto } from '../registry/identity.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';
import { refusalFrom } from './answer-error.js';
import { viewsFrom } from './registry-wire.js';
import { checkAccess, registryUrl, type ServiceAddress, serviceAddress } from './service-url.js';
import {
  type AnchoreAnswer,
  type AnchoreRequest,
  type AnchoreService,
  AnchoreTransport,
  type TransportOptions,
} from './transport.js';
import { refuseUnstorable } from './unstorable.js';

/**
 * Opens no connection yet; asks for access once, before its first request.
 * Lists come in the order in which the service sends them.
 * @throws {TsRegError} `usage` for an account that a header cannot carry.
 */
export function createAnchoreBackend(options: TransportOptions): RegistryBackend {
  return new AnchoreBackend(options);
}

class AnchoreBackend implements RegistryBackend {
  readonly #service: AnchoreService;
  readonly #transport: AnchoreTransport;
  readonly #address: ServiceAddress;
  #access: Promise<void> | undefined;

  constructor(options: TransportOptions) {
    this.#service = options.settings;
    this.#transport = new AnchoreTransport(options);
    this.#address = serviceAddress(this.#service.url, this.#service.apiVersion);
  }

  /** `replace` turns the refusal of a second `add` into an update with the same fields. */
  async add(registry: NewRegistry, options: AddOptions): Promise<readonly RegistryView[]> {
    refuseUnstorable(registry);
    const body = bodyOf(registry);
    const url = validated(this.#address.registries, options);
    try {
      return await this.#views({ method: 'POST', url, body }, [registry.secret]);
    } catch (error) {
      if (!options.replace || !(error instanceof TsRegError) || error.kind !== 'conflict') throw error;
      const existing = validated(registryUrl(this.#address, registry.registry), options);
      return this.#views({ method: 'PUT', url: existing, body }, [registry.secret]);
    }
  }

  async list(): Promise<readonly RegistryView[]> {
    return this.#views({ method: 'GET', url: this.#address.registries });
  }

  async get(registry: string): Promise<readonly RegistryView[]> {
    return this.#views({ method: 'GET', url: registryUrl(this.#address, registry) });
  }

  /** Reads the record first and sends back what was not given: the API replaces the whole of it. */
  async update(registry: string, change: RegistryChange, options: SaveOptions): Promise<readonly RegistryView[]> {
    refuseUnstorable({ ...change, registry });
    const { user, secret } = change;
    if (user === undefined || secret === undefined) throw credentialsNeeded(registry);
    const url = registryUrl(this.#address, registry);
    const [current] = await this.get(registry).catch((error: unknown) => {
      throw error instanceof TsRegError && error.kind === 'not-found' ? noSuchRecord(error) : error;
    });
    if (!current) throw noSuchRecord();
    const body = bodyOf({
      registry,
      user,
      secret,
      type: change.type ?? current.type,
      name: change.name ?? current.name,
      verifyTls: change.verifyTls ?? current.verifyTls,
    });
    return this.#views({ method: 'PUT', url: validated(url, options), body }, [secret]);
  }

  /** The Engine deletes what is not there without a word; Enterprise says that it is not there. */
  async delete(registry: string): Promise<void> {
    const request = { method: 'DELETE', url: registryUrl(this.#address, registry) } as const;
    const answer = await this.#answer(request);
    const doneByAnEarlierAttempt = answer.status === 404 && answer.attempts > 1;
    if (!isSuccess(answer) && !doneByAnEarlierAttempt) throw this.#refusal(answer, { url: request.url });
  }

  async #views(request: AnchoreRequest, secrets: readonly Secret[] = []): Promise<readonly RegistryView[]> {
    const answer = await this.#answer(request);
    if (!isSuccess(answer)) throw this.#refusal(answer, { url: request.url, secrets });
    return viewsFrom(answer.body, request.url);
  }

  async #answer(request: AnchoreRequest): Promise<AnchoreAnswer> {
    await (this.#access ??= checkAccess(this.#transport, this.#service, this.#address.liveness));
    return this.#transport.send(request).catch((error: unknown) => {
      if (!(error instanceof HttpFailure)) throw error;
      throw new TsRegError('unavailable', `${request.method} ${request.url.href}: ${error.message}`, {
        hint: hintAfter(request),
      });
    });
  }

  /** `awsauto` is a word of the engine's own messages, and no secret. */
  #refusal(answer: AnchoreAnswer, { url, secrets = [] }: { url: URL; secrets?: readonly Secret[] }): TsRegError {
    return refusalFrom(answer, {
      request: url.pathname === this.#address.registries.pathname ? 'list' : 'registry',
      secrets: [...secrets.filter((secret) => !isAwsAuto('', secret)), this.#service.password],
    });
  }
}

type RecordFields = Pick<NewRegistry, 'registry' | 'user' | 'secret' | 'name' | 'verifyTls'> & {
  readonly type: string;
};

/** The fields in anchore-cli's order; a registry without a name is called by its own. */
function bodyOf(fields: RecordFields): Readonly<Record<string, unknown>> {
  return {
    registry: fields.registry,
    registry_user: fields.user,
    registry_pass: fields.secret.reveal(),
    registry_type: fields.type,
    registry_verify: fields.verifyTls,
    registry_name: fields.name ?? fields.registry,
  };
}

/** Python's spelling of the flag, as anchore-cli sends it. */
function validated(url: URL, { validate }: SaveOptions): URL {
  return new URL(`${url.href}?validate=${validate ? 'True' : 'False'}`);
}

function isSuccess({ status }: AnchoreAnswer): boolean {
  return status >= 200 && status < 300;
}

/** Its API takes a whole record, and never sends a password. */
function credentialsNeeded(registry: string): TsRegError {
  return new TsRegError('usage', 'an update in an Anchore deployment needs user and password', {
    hint: hint`ts-reg registry update ${registry} USER --password-stdin`,
  });
}

function noSuchRecord(error?: TsRegError): TsRegError {
  return new TsRegError('not-found', 'could not find existing registry to update', {
    httpCode: 404,
    detail: error?.detail ?? {},
    hint: hint`ts-reg registry list`,
  });
}

/** After a request that may have been carried out, looking comes before trying again. */
function hintAfter({ method }: AnchoreRequest): Hint {
  return method === 'GET'
    ? hint`check that the service is up, then try again`
    : hint`the request may have succeeded; check with: ts-reg registry list`;
}
