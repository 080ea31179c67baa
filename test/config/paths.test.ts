import { describe, expect, it } from 'vitest';
import { resolvePaths } from '../../src/config/paths.js';

describe('resolvePaths', () => {
  it('keeps settings and data in two trees below the home folder', () => {
    expect(resolvePaths({}, 'linux', '/home/me')).toEqual({
      configFile: '/home/me/.config/ts-reg/config.yaml',
      keyFile: '/home/me/.config/ts-reg/key',
      tokenKeyFile: '/home/me/.config/ts-reg/token-key',
      dataFolder: '/home/me/.local/share/ts-reg',
    });
  });

  it('follows the XDG variables', () => {
    const environment = { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_RUNTIME_DIR: '/run/user/1' };
    expect(resolvePaths(environment, 'linux', '/home/me')).toEqual({
      configFile: '/c/ts-reg/config.yaml',
      keyFile: '/c/ts-reg/key',
      tokenKeyFile: '/c/ts-reg/token-key',
      dataFolder: '/d/ts-reg',
    });
  });

  it.each(['', 'relative/folder'])('treats the XDG value %j as not set', (value) => {
    const environment = { XDG_CONFIG_HOME: value, XDG_DATA_HOME: value, XDG_RUNTIME_DIR: value };
    expect(resolvePaths(environment, 'linux', '/home/me')).toEqual(resolvePaths({}, 'linux', '/home/me'));
  });

  it('puts everything flat into TS_REG_HOME, whatever else is set', () => {
    const environment = { TS_REG_HOME: '/all', XDG_CONFIG_HOME: '/c', XDG_RUNTIME_DIR: '/run/user/1' };
    expect(resolvePaths(environment, 'linux', '')).toEqual({
      configFile: '/all/config.yaml',
      keyFile: '/all/key',
      tokenKeyFile: '/all/token-key',
      dataFolder: '/all',
    });
  });

  it.each([
    ['~/store', 'linux', 'export TS_REG_HOME="$HOME"/store'],
    ['~/my store', 'linux', `export TS_REG_HOME="$HOME"/'my store'`],
    ['~', 'linux', 'export TS_REG_HOME=/path/to/a/folder'],
    ['store', 'linux', 'export TS_REG_HOME=/path/to/a/folder'],
    ['./store', 'darwin', 'export TS_REG_HOME=/path/to/a/folder'],
    ['C:store', 'win32', 'export TS_REG_HOME=/path/to/a/folder'],
  ])('refuses TS_REG_HOME=%s (%s), which is another place in each working directory', (folder, platform, hint) => {
    expect(() => resolvePaths({ TS_REG_HOME: folder }, platform, '/home/me')).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining('TS_REG_HOME') as string, hint }),
    );
  });

  it('has one place for the token key, with XDG_RUNTIME_DIR and without', () => {
    const session = resolvePaths({ XDG_RUNTIME_DIR: '/run/user/1' }, 'linux', '/home/me');
    expect(session).toEqual(resolvePaths({}, 'linux', '/home/me'));
  });

  it('uses the application data folders of Windows', () => {
    const environment = { APPDATA: 'C:\\Users\\me\\Roaming', LOCALAPPDATA: 'C:\\Users\\me\\Local' };
    expect(resolvePaths(environment, 'win32', 'C:\\Users\\me')).toEqual({
      configFile: 'C:\\Users\\me\\Roaming\\ts-reg\\config.yaml',
      keyFile: 'C:\\Users\\me\\Roaming\\ts-reg\\key',
      tokenKeyFile: 'C:\\Users\\me\\Roaming\\ts-reg\\token-key',
      dataFolder: 'C:\\Users\\me\\Local\\ts-reg',
    });
  });

  it('says what to set when there is no home folder', () => {
    expect(() => resolvePaths({}, 'linux', '')).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: 'cannot determine where to store registries: HOME is not set',
        hint: 'export TS_REG_HOME=/path/to/a/folder',
      }),
    );
  });

  it.each([
    ['home/me', 'linux', 'HOME'],
    ['~', 'linux', 'HOME'],
    ['.', 'darwin', 'HOME'],
    ['Users', 'win32', 'USERPROFILE'],
  ])('refuses the home folder %s (%s), which is another place in each working directory', (home, platform, name) => {
    expect(() => resolvePaths({}, platform, home)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `cannot determine where to store registries: ${name} is not an absolute path: "${home}"`,
        hint: 'export TS_REG_HOME=/path/to/a/folder',
      }),
    );
  });

  it('needs no home folder when the XDG variables say it all', () => {
    expect(resolvePaths({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }, 'linux', '').dataFolder).toBe('/d/ts-reg');
  });
});
