/** The embedded engine put together from its rooms; AWS and HTTP are loaded when they are first needed. */
import type { Settings } from '../config/settings.js';
import { RegistryStore } from '../registry-store/registry-store.js';
import { ambientChoice } from '../registry/ambient-choice.js';
import type { RegistryPing } from '../registry/registry-ping.js';
import type { TokenExchange } from '../registry/token-exchange.js';
import type { Listener, Surroundings } from './host.js';
import type { Storage } from './storage.js';

export interface EmbeddedStoreOptions {
  readonly storage: Pick<Storage, 'records' | 'tokens'>;
  readonly output: Listener;
}

/** The engine on this storage. */
export function createEmbeddedStore(
  world: Surroundings,
  settings: Settings,
  { storage, output }: EmbeddedStoreOptions,
): RegistryStore {
  return new RegistryStore({
    records: storage.records,
    tokens: storage.tokens,
    exchange: lazyExchange(world, settings, output),
    ping: lazyPing(world, settings, output),
    gate: { allowed: settings.allowAmbientRole, hint: settings.ambientGateHint },
    ambientChoice: ambientChoice(world.environment),
    clock: world.clock,
    report: (problem) => {
      output.report(problem);
    },
    debug: (line) => {
      output.debug(line);
    },
  });
}

function lazyExchange(world: Surroundings, settings: Settings, output: Listener): TokenExchange {
  return {
    async exchange(request) {
      const { createTokenExchange } = await import('../ecr/token-exchange.js');
      const { readCertificateAuthorities } = await import('../http/certificate-authorities.js');
      const certificateAuthorities = await readCertificateAuthorities({
        caFile: settings.caFile,
        environment: world.environment,
        variables: ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
      });
      const exchange = createTokenExchange({
        environment: world.environment,
        certificateAuthorities,
        endpoints: settings.endpoints,
        timeoutMs: settings.timeoutMs,
        clock: world.clock,
        debug: (line: string) => {
          output.debug(line);
        },
      });
      return exchange.exchange(request);
    },
    async machineRoleSetting(profile) {
      const { machineRoleSetting } = await import('../ecr/machine-role.js');
      return machineRoleSetting(profile, world.environment);
    },
  };
}

function lazyPing(world: Surroundings, settings: Settings, output: Listener): RegistryPing {
  return {
    async ping(request) {
      const { createRegistryPing } = await import('../distribution/registry-ping.js');
      const { readCertificateAuthorities } = await import('../http/certificate-authorities.js');
      const certificateAuthorities = await readCertificateAuthorities({
        caFile: settings.caFile,
        environment: world.environment,
      });
      output.debug(`${request.name.text}: asking the registry`);
      await createRegistryPing({
        environment: world.environment,
        certificateAuthorities,
        timeoutMs: settings.timeoutMs,
        warn: (line) => {
          output.warn(line);
        },
      }).ping(request);
    },
  };
}
