/** Puts flags, environment and files together into one settings value: flag before variable before file. */
import { dirname } from 'node:path';
import { TsRegError } from '../errors.js';
import type { KeySetting, StoreSetting } from '../registry/store-setting.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { type FileState, fileState } from '../system/file-state.js';
import { hint } from '../system/hint.js';
import { requireOwnFolder, requireTrustedFile } from '../system/own-folder.js';
import { readAnchoreCredentials } from './anchore-credentials.js';
import { anchoreSettings, type AnchoreSources, switchOf } from './anchore-settings.js';
import { type ConfigFile, readConfig } from './config-file.js';
import { publicKeyWarning, readableByOthers } from './file-warning.js';
import { type Paths, resolvePaths } from './paths.js';
import { ambientGateHint } from './set-line-command.js';
import { parseKey, parseStore, resolvePath } from './setting-values.js';
import type { GlobalFlags, OutputsSetting, Settings } from './settings.js';
import { readYamlFile } from './yaml-file.js';
import type { YamlEntry } from './yaml-tree.js';
import { timeLimits } from '../system/time-limits.js';

export interface SettingsSources {
  readonly environment: Environment;
  readonly flags: GlobalFlags;
  /** `process.platform`. */
  readonly platform: string;
  /** Empty when unknown. */
  readonly homeFolder: string;
}

/**
 * Reads all settings once. Files that are not there cost one look; YAML is loaded only when there is one.
 * @throws {TsRegError} `usage` for a setting that is wrong, `io` for a file that cannot be read; exit code 2.
 */
export async function loadSettings(sources: SettingsSources): Promise<Settings> {
  const { environment, flags } = sources;
  const paths = resolvePaths(environment, sources.platform, sources.homeFolder);
  requireOwnPlaces(paths);
  const configState = configStateOf(paths);
  const config = await loadConfig(paths.configFile, sources);
  const credentials = flags.local
    ? undefined
    : await readAnchoreCredentials({
        named:
          flags.config ?? (environment['ANCHORE_CLI_CONFIG'] === '' ? undefined : environment['ANCHORE_CLI_CONFIG']),
        isUrlGiven: Boolean(flags.url ?? environment['ANCHORE_CLI_URL']),
        homeFolder: sources.homeFolder,
        platform: sources.platform,
      });
  const anchoreSources: AnchoreSources = { flags, environment, credentials };
  const anchore = anchoreSettings(anchoreSources);
  const key = keySetting(config, paths, sources);
  const storeVariable = storeOfEnvironment(environment);
  return {
    paths,
    configState,
    allowAmbientRole: config?.allowAmbientRole ?? false,
    ambientGateHint: ambientGateHint(paths.configFile, config?.hasAmbientGate === true),
    store: storeVariable ?? config?.store ?? { kind: 'file' },
    key,
    timeoutMs: config?.timeoutMs ?? timeLimits.timeout,
    caFile: config?.caFile,
    endpoints: config?.endpoints ?? { ecr: undefined, sts: undefined },
    ...(config?.outputs && { outputs: config.outputs }),
    anchore,
    json: flags.json ?? switchOf('ANCHORE_CLI_JSON', anchoreSources, false),
    debug: flags.debug ?? switchOf('ANCHORE_CLI_DEBUG', anchoreSources, false),
    warnings: [
      storeVariable ? undefined : config?.warning,
      anchore && credentials?.warning,
      anchore ? undefined : keyWarning(key, { configFile: paths.configFile, platform: sources.platform }),
    ].filter((line) => line !== undefined),
  };
}

/** Before a line of config.yaml is obeyed. The folders within the data folder are the store's to look at. */
function requireOwnPlaces({ configFile, dataFolder }: Paths): void {
  requireOwnFolder(dataFolder);
  // A folder of settings alone may be provided by root, such as one of a container image.
  if (dirname(configFile) !== dataFolder) requireOwnFolder(dirname(configFile), { rootMayOwn: true });
}

/** A file that cannot be read has no state; reading it says why. */
function configStateOf({ configFile }: Paths): FileState {
  try {
    return fileState(configFile);
  } catch {
    return { text: '', changedAt: 0 };
  }
}

interface LoadedConfig extends ConfigFile {
  readonly warning: string | undefined;
  readonly outputs: OutputsSetting | undefined;
}

/** The reader of `outputs` is loaded only for those who have some. */
async function outputsIn(
  entries: ReadonlyMap<string, YamlEntry>,
  path: string,
  sources: SettingsSources,
): Promise<OutputsSetting | undefined> {
  const entry = entries.get('outputs');
  if (entry === undefined || entry.value.kind === 'empty') return undefined;
  const { readOutputs } = await import('./output-settings.js');
  try {
    return { all: readOutputs(entry.value, path, sources), problem: undefined };
  } catch (error) {
    if (error instanceof TsRegError) return { all: [], problem: error };
    throw error;
  }
}

async function loadConfig(path: string, sources: SettingsSources): Promise<LoadedConfig | undefined> {
  const file = await readYamlFile(path, {
    inspect: (stats) => {
      requireTrustedFile(path, stats);
    },
  });
  if (file === undefined) return undefined;
  const config = readConfig(file.mapping, path, sources);
  const holdsPassword = config.store?.kind === 'postgres' && /:\/\/[^/]*:[^/]*@/.test(config.store.url.reveal());
  return {
    ...config,
    outputs: await outputsIn(file.entries, path, sources),
    warning: holdsPassword ? readableByOthers({ path, mode: file.mode, platform: sources.platform }) : undefined,
  };
}

function storeOfEnvironment(environment: Environment): StoreSetting | undefined {
  const text = environment['TS_REG_STORE'];
  return text
    ? parseStore(text, { name: 'TS_REG_STORE', example: hint`TS_REG_STORE=postgres://db.example.com/ts_reg` })
    : undefined;
}

/** In this order of precedence: TS_REG_KEY, TS_REG_KEY_FILE, `key_file`, `key`, else the key file that we make. */
function keySetting(config: ConfigFile | undefined, paths: Paths, sources: SettingsSources): KeySetting {
  const key = sources.environment['TS_REG_KEY'];
  if (key)
    return {
      kind: 'environment',
      key: parseKey(key, { name: 'TS_REG_KEY', example: hint`export TS_REG_KEY="$(cat /path/to/key)"` }),
    };
  const keyFile = sources.environment['TS_REG_KEY_FILE'];
  if (keyFile) return externalKey(resolvePath(keyFile, { ...sources, folder: '' }), config);
  if (config?.keyFile !== undefined) return externalKey(config.keyFile, config);
  if (config?.key === 'keyring') return { kind: 'keyring' };
  if (config?.key !== 'passphrase') return { kind: 'file', path: paths.keyFile };
  const passphrase = sources.environment['TS_REG_PASSPHRASE'];
  return { kind: 'passphrase', passphrase: passphrase ? new Secret(passphrase) : undefined };
}

function externalKey(path: string, config: ConfigFile | undefined): KeySetting {
  return { kind: 'external-file', path, ...(config?.keyFilePublic === true && { mayBePublic: true }) };
}

function keyWarning(
  key: KeySetting,
  place: { readonly configFile: string; readonly platform: string },
): string | undefined {
  return key.kind === 'external-file' && key.mayBePublic !== true ? publicKeyWarning(key.path, place) : undefined;
}
