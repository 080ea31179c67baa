/**
 * Where settings, keys and data lie (XDG base directories; flat under TS_REG_HOME). No I/O, no YAML: the hot path uses
 * it.
 */
import { posix, win32 } from 'node:path';
import { TsRegError } from '../errors.js';
import type { StorePaths } from '../registry/store-setting.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';

/** The places of a store, and of the settings. */
export interface Paths extends StorePaths {
  readonly configFile: string;
}

/**
 * The paths for an environment, a platform (`process.platform`) and a home folder (empty when unknown).
 * @throws {TsRegError} `usage` when there is neither TS_REG_HOME, nor XDG variables, nor a home folder, and for a
 * TS_REG_HOME or home folder that means another place in each working directory.
 */
export function resolvePaths(environment: Environment, platform: string, homeFolder: string): Paths {
  const path = platform === 'win32' ? win32 : posix;
  const flat = environment['TS_REG_HOME'];
  if (flat) {
    if (!path.isAbsolute(flat)) throw notAbsolute(flat);
    return {
      configFile: path.join(flat, 'config.yaml'),
      keyFile: path.join(flat, 'key'),
      tokenKeyFile: path.join(flat, 'token-key'),
      dataFolder: flat,
    };
  }
  const windows = platform === 'win32';
  const config = baseFolder(
    windows ? environment['APPDATA'] : environment['XDG_CONFIG_HOME'],
    homeFolder,
    windows ? 'AppData/Roaming' : '.config',
  );
  const data = baseFolder(
    windows ? environment['LOCALAPPDATA'] : environment['XDG_DATA_HOME'],
    homeFolder,
    windows ? 'AppData/Local' : '.local/share',
  );
  return {
    configFile: path.join(config, 'ts-reg', 'config.yaml'),
    keyFile: path.join(config, 'ts-reg', 'key'),
    // Not in XDG_RUNTIME_DIR, which a session has and cron has not: each would throw the tokens of the other away.
    tokenKeyFile: path.join(config, 'ts-reg', 'token-key'),
    dataFolder: path.join(data, 'ts-reg'),
  };

  /** XDG base directory specification: a relative path counts as unset. */
  function baseFolder(variable: string | undefined, home: string, below: string): string {
    if (variable && path.isAbsolute(variable)) return variable;
    if (path.isAbsolute(home)) return path.join(home, below);
    const reason = home === '' ? 'is not set' : `is not an absolute path: ${JSON.stringify(home)}`;
    throw new TsRegError(
      'usage',
      `cannot determine where to store registries: ${windows ? 'USERPROFILE' : 'HOME'} ${reason}`,
      { hint: hint`export TS_REG_HOME=/path/to/a/folder` },
    );
  }
}

/** Only a shell expands `~`; a unit of systemd, a crontab and a Dockerfile do not expand it. */
function notAbsolute(folder: string): TsRegError {
  const below = /^~[\\/]+(.*)$/s.exec(folder)?.[1];
  return new TsRegError('usage', `TS_REG_HOME is not an absolute path: ${JSON.stringify(folder)}`, {
    hint: below === undefined ? hint`export TS_REG_HOME=/path/to/a/folder` : hint`export TS_REG_HOME="$HOME"/${below}`,
  });
}
