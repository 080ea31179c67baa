/**
 * What the tests of the ping have in common: registries that are closed afterwards, and a ping with one canary
 * password.
 */
import type { LookupFunction } from 'node:net';
import { inspect } from 'node:util';
import { createRegistryPing, type RegistryPingOptions } from '../../src/distribution/registry-ping.js';
import { TsRegError } from '../../src/errors.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { Secret } from '../../src/secret.js';
import {
  type LoopbackRegistry,
  type LoopbackRegistryOptions,
  startLoopbackRegistry,
} from '../support/loopback-registry.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

export const user = 'alice';
export const password = 'canary-hunter2';
/** Each form in which the password could leave: in clear, in Basic, in a form. */
export const canary = new RegExp(`hunter2|${Buffer.from(`${user}:${password}`).toString('base64').slice(0, 20)}`);
/** The engine's words, before the registry and the reason. */
export const prefix = 'cannot ping supplied registry with supplied credentials - exception: ';

export interface PingSetting extends Partial<RegistryPingOptions> {
  /** Undefined: anonymous. */
  readonly credential?: { readonly username: string; readonly password: string } | undefined;
  readonly verifyTls?: boolean;
  /** The credential is an ECR token. */
  readonly tlsOnly?: boolean;
}

export class PingFixture {
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(readonly ca: PrivateCa) {}

  static async create(): Promise<PingFixture> {
    return new PingFixture(await createPrivateCa());
  }

  /** A registry that knows the canary password. */
  async start(options: LoopbackRegistryOptions = {}): Promise<LoopbackRegistry> {
    const accepts = (name: string, secret: string): boolean =>
      secret === password && (name === user || name === '<token>');
    const registry = await startLoopbackRegistry({ accepts, ...options });
    this.#closers.push(() => registry.close());
    return registry;
  }

  /** The same with TLS, for 127.0.0.1, localhost and all of example.com. */
  async startTls(options: LoopbackRegistryOptions = {}): Promise<LoopbackRegistry> {
    return this.start({
      tls: await this.ca.issue(['127.0.0.1', 'localhost', '*.example.com', 'index.docker.io']),
      ...options,
    });
  }

  closeLater(server: { close(): Promise<unknown> }): void {
    this.#closers.push(() => server.close());
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((close) => close()));
  }

  /** Pings with the canary password, unless told. */
  async ping(registry: string, setting: PingSetting = {}): Promise<void> {
    const { credential = { username: user, password }, verifyTls = true, tlsOnly = false, ...options } = setting;
    const ping = createRegistryPing({
      environment: {},
      certificateAuthorities: [this.ca.caPem],
      certsFolders: [],
      timeoutMs: 5_000,
      ...options,
    });
    const anonymous = 'credential' in setting && setting.credential === undefined;
    await ping.ping({
      name: parseRegistryName(registry),
      credential: anonymous ? undefined : { username: credential.username, password: new Secret(credential.password) },
      verifyTls,
      tlsOnly,
    });
  }

  /** The reason without the engine's prefix and the registry's name; checks all that every refusal promises. */
  async refusal(registry: string, setting: PingSetting = {}): Promise<string> {
    const error: unknown = await this.ping(registry, setting).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof TsRegError)) throw new Error(`expected a refusal, got ${inspect(error)}`);
    const start = `${prefix}${registry}: `;
    const promises = {
      kind: error.kind === 'refused',
      httpCode: error.httpCode === 406,
      hint: (error.hint ?? '') !== '',
      prefix: error.message.startsWith(start),
      oneLine: /^[ -~]+$/.test(error.message),
      cause: error.cause === undefined,
      noSecret: !canary.test(`${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`),
    };
    const broken = Object.entries(promises)
      .filter(([, kept]) => !kept)
      .map(([promise]) => promise);
    if (broken.length > 0) throw new Error(`refusal breaks ${broken.join(', ')}: ${error.message}`);
    return error.message.slice(start.length);
  }
}

/** Everything that a registry was sent, as one text to search for the canary. */
export function received(registry: LoopbackRegistry): string {
  return JSON.stringify(registry.requests);
}

/** A resolver that knows these names and no others; each call may answer differently. */
export function resolver(names: Readonly<Record<string, () => string>>): LookupFunction {
  return (hostname, options, callback) => {
    const address = names[hostname]?.();
    const family = address?.includes(':') ? 6 : 4;
    if (address === undefined) callback(Object.assign(new Error('unknown name'), { code: 'ENOTFOUND' }), '', 0);
    else if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
