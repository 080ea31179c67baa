/** The embedded engine put together from its rooms; AWS and HTTP are loaded when they are first needed. */
import type { Settings } from '../config/settings.js';
import { RegistryStore } from '../registry-store/registry-store.js';
import { ambientChoice } from '../registry/ambient-choice.js';
import type { RegistryPing } from '../registry/registry-ping.js';
import type { TokenExchange } from '../registry/token-exchange.js';
import type { Reporter, Host } from './host.js';
import type { Storage } from './storage.js';

export interface EmbeddedStoreOptions {
  readonly storage: Pick<Storage, 'records' | 'tokens'>;
  readonly output: Reporter;
}

/** The engine on this storage. */
export function createEmbeddedStore(
  host: Host,
  settings: Settings,
  { storage, output }: EmbeddedStoreOptions,
): RegistryStore {
  return new RegistryStore({
    records: storage.records,
    tokens: storage.tokens,
    exchange: lazyExchange(host, settings, output),
    ping: lazyPing(host, settings, output),
    gate: { allowed: settings.allowAmbientRole, hint: settings.ambientGateHint },
    ambientChoice: ambientChoice(host.environment),
    clock: host.clock,
    report: (problem) => {
      output.report(problem);
    },
    debug: (line) => {
      output.debug(line);
    },
  });
}

function lazyExchange(host: Host, settings: Settings, output: Reporter): TokenExchange {
  return {
    async exchange(request) {
      const { createTokenExchange } = await import('../ecr/token-exchange.js');
      const { readCertificateAuthorities } = await import('../http/certificate-authorities.js');
      const certificateAuthorities = await readCertificateAuthorities({
        caFile: settings.caFile,
        environment: host.environment,
        variables: ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
      });
      const exchange = createTokenExchange({
        environment: host.environment,
        certificateAuthorities,
        endpoints: settings.endpoints,
        timeoutMs: settings.timeoutMs,
        signal: host.deadline,
        clock: host.clock,
        debug: (line: string) => {
          output.debug(line);
        },
      });
      return exchange.exchange(request);
    },
    async machineRoleSetting(profile) {
      const { machineRoleSetting } = await import('../ecr/profile-credentials.js');
      return machineRoleSetting(profile, host.environment);
    },
  };
}

function lazyPing(host: Host, settings: Settings, output: Reporter): RegistryPing {
  return {
    async ping(request) {
      const { createRegistryPing } = await import('../distribution/registry-ping.js');
      const { readCertificateAuthorities } = await import('../http/certificate-authorities.js');
      const certificateAuthorities = await readCertificateAuthorities({
        caFile: settings.caFile,
        environment: host.environment,
      });
      output.debug(`${request.name.text}: asking the registry`);
      return createRegistryPing({
        environment: host.environment,
        certificateAuthorities,
        timeoutMs: settings.timeoutMs,
        warn: (line) => {
          output.warn(line);
        },
      }).ping(request);
    },
  };
}
