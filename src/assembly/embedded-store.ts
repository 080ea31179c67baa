/** The embedded engine put together from its rooms; AWS and HTTP are loaded when they are first needed. */
import type { Settings } from '../config/settings.js';
import type { StoreDependencies } from '../registry-store/dependencies.js';
import { EmbeddedStore } from '../registry-store/embedded-store.js';
import { ambientChoice } from '../registry/ambient-choice.js';
import type { RegistryPing } from '../registry/registry-ping.js';
import type { TokenExchange } from '../registry/token-exchange.js';
import type { Reporter, Host } from './host.js';
import type { Storage } from './storage.js';

export interface EmbeddedStoreOptions {
  readonly storage: Pick<Storage, 'records' | 'tokens'>;
  readonly output: Reporter;
  /** Milliseconds that an exchange or ping that begins now may take, at most `timeout`; undefined: `timeout`. */
  readonly timeLeft?: () => number;
  /** See {@link StoreDependencies.onChange}. */
  readonly onChange?: StoreDependencies['onChange'];
}

type StoreHost = Pick<Host, 'environment' | 'clock' | 'deadline'>;

/** The engine on this storage. */
export function createEmbeddedStore(
  host: StoreHost,
  settings: Settings,
  { storage, output, timeLeft = () => settings.timeoutMs, onChange }: EmbeddedStoreOptions,
): EmbeddedStore {
  const bounded = (): Settings => ({
    ...settings,
    timeoutMs: Math.max(1, Math.floor(Math.min(settings.timeoutMs, timeLeft()))),
  });
  return new EmbeddedStore({
    records: storage.records,
    tokens: storage.tokens,
    exchange: lazyExchange(host, bounded, output),
    ping: lazyPing(host, bounded, output),
    gate: { allowed: settings.allowAmbientRole, hint: settings.ambientGateHint },
    ambientChoice: ambientChoice(host.environment),
    clock: host.clock,
    ...(onChange && { onChange }),
    report: (problem) => {
      output.report(problem);
    },
    debug: (line) => {
      output.debug(line);
    },
  });
}

function lazyExchange(host: StoreHost, currentSettings: () => Settings, output: Reporter): TokenExchange {
  const authorities = async ({ caFile }: Settings): Promise<readonly string[]> => {
    const { readCertificateAuthorities } = await import('../http/certificate-authorities.js');
    const variables = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'] as const;
    return readCertificateAuthorities({ caFile, environment: host.environment, variables });
  };
  return {
    async exchange(request) {
      const settings = currentSettings();
      const { createTokenExchange } = await import('../ecr/token-exchange.js');
      const certificateAuthorities = await authorities(settings);
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
    async jobTokenSource(identity, options) {
      const { jobTokenSource } = await import('../ecr/job-identity.js');
      return jobTokenSource(identity, host.environment, options);
    },
    async jobSubject(identity, options) {
      const { jobSubject } = await import('../ecr/job-identity.js');
      const certificateAuthorities = await authorities(currentSettings());
      return jobSubject(identity, host.environment, { ...options, signal: host.deadline, certificateAuthorities });
    },
  };
}

function lazyPing(host: StoreHost, currentSettings: () => Settings, output: Reporter): RegistryPing {
  return {
    async ping(request) {
      const settings = currentSettings();
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
