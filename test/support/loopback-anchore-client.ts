/** A backend of ours that talks to a loopback API, as the factory of the CLI would make it. */
import { createAnchoreBackend } from '../../src/anchore/anchore-backend.js';
import type { TransportOptions } from '../../src/anchore/transport.js';
import { createHttpClient } from '../../src/http/http-client.js';
import type { NewRegistry, RegistryBackend, RegistryChange } from '../../src/registry/backend.js';
import { Secret } from '../../src/secret.js';
import type { LoopbackAnchore } from './loopback-anchore.js';

export type ClientOptions = Partial<Omit<TransportOptions, 'settings'>> & {
  readonly settings?: Partial<TransportOptions['settings']>;
};

/** What a backend for this API is made of; whatever is given takes the place of the usual. */
export function transportOptions(
  api: Pick<LoopbackAnchore, 'origin'>,
  { settings, ...rest }: ClientOptions = {},
): TransportOptions {
  return {
    client: createHttpClient({ environment: {}, certificateAuthorities: [] }),
    timeoutMs: 10_000,
    debug: () => undefined,
    ...rest,
    settings: {
      url: `${api.origin}/v1`,
      user: 'admin',
      password: new Secret('foobar'),
      account: undefined,
      verifyTls: true,
      apiVersion: undefined,
      ...settings,
    },
  };
}

export function backendFor(api: Pick<LoopbackAnchore, 'origin'>, options: ClientOptions = {}): RegistryBackend {
  return createAnchoreBackend(transportOptions(api, options));
}

export function newRegistry(fields: Partial<NewRegistry> = {}): NewRegistry {
  return {
    registry: 'new.example.com',
    name: undefined,
    type: 'docker_v2',
    user: 'ci',
    secret: new Secret('s3cret-canary'),
    verifyTls: true,
    location: {},
    ...fields,
  };
}

export function change(fields: Partial<RegistryChange> = {}): RegistryChange {
  return {
    user: 'ci',
    secret: new Secret('s3cret-canary'),
    name: undefined,
    type: undefined,
    verifyTls: undefined,
    location: {},
    ...fields,
  };
}
