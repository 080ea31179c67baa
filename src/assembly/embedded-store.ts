/** The embedded store put together from its rooms; AWS and HTTP are loaded when they are first needed. */
import { ambientGateHint } from '../config/ambient-gate.js';
import type { Environment } from '../config/paths.js';
import type { Settings } from '../config/settings.js';
import { TsRegError } from '../errors.js';
import type { RegistryPing } from '../registry/registry-ping.js';
import type { TokenExchange } from '../registry/token-exchange.js';
import { RegistryStore } from '../registry-store/registry-store.js';
import { type FileStore, openFileStore } from '../storage/file-store.js';
import type { AskPassphrase } from '../storage/keys/passphrase-key.js';

/** What the store takes from the process around it. */
export interface Surroundings {
  readonly environment: Environment;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Its locks are given back when this is aborted. */
  readonly interrupted: AbortSignal;
  /** Undefined where there is nobody to ask: a passphrase then comes from the settings alone. */
  readonly askPassphrase: AskPassphrase | undefined;
}

/** Who hears of what does not stop the work. */
export interface Listener {
  warn(line: string): void;
  report(problem: TsRegError): void;
  debug(line: string): void;
}

/**
 * The files of the store that the settings describe. Opening does no I/O: a store that is not there reads as empty.
 * @throws {TsRegError} `usage` when the settings name a database: files never stand in for it.
 */
export function openFiles(world: Surroundings, settings: Settings, output: Listener): FileStore {
  if (settings.store.kind !== 'file') {
    throw new TsRegError('usage', 'the settings name a PostgreSQL store, and this version of ts-reg keeps registries in files only', {
      hint: `unset TS_REG_STORE, and take the line 'store:' out of ${settings.paths.configFile}`,
    });
  }
  const files = openFileStore({
    paths: settings.paths,
    key: settings.key,
    warn: (line) => { output.warn(line); },
    keyring: { environment: world.environment },
    ...(world.askPassphrase && { askPassphrase: world.askPassphrase }),
  });
  world.interrupted.addEventListener('abort', () => { files.releaseLocks(); }, { once: true });
  return files;
}

/** The engine on these files. */
export function createEmbeddedStore(world: Surroundings, settings: Settings, { files, output }: { readonly files: FileStore; readonly output: Listener }): RegistryStore {
  return new RegistryStore({
    records: files.records,
    tokens: files.tokens,
    exchange: lazyExchange(world, settings, output),
    ping: lazyPing(world, settings, output),
    gate: { allowed: settings.allowAmbientRole, hint: ambientGateHint(settings.paths.configFile) },
    clock: world.clock,
    report: (problem) => { output.report(problem); },
    debug: (line) => { output.debug(line); },
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
        debug: (line: string) => { output.debug(line); },
      });
      return exchange.exchange(request);
    },
  };
}

function lazyPing(world: Surroundings, settings: Settings, output: Listener): RegistryPing {
  return {
    async ping(request) {
      const { createRegistryPing } = await import('../docker/registry-ping.js');
      const { readCertificateAuthorities } = await import('../http/certificate-authorities.js');
      const certificateAuthorities = await readCertificateAuthorities({ caFile: settings.caFile, environment: world.environment });
      output.debug(`${request.name.text}: asking the registry`);
      await createRegistryPing({ environment: world.environment, certificateAuthorities, timeoutMs: settings.timeoutMs }).ping(request);
    },
  };
}
