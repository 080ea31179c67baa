/** Docker's configuration file is replaced whole, where it really lies, or not at all. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  changeConfigFile,
  dockerConfigPath,
  podmanAuthPath,
  readConfigFile,
} from '../../src/clients/docker-config-file.js';
import { TsRegError } from '../../src/errors.js';

let folder: string;
const file = (...names: string[]): string => join(folder, ...names);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const append = (text: string): string => `${text}+`;

describe('where it is', () => {
  it.each([
    [{}, '/home/u/.docker/config.json'],
    [{ DOCKER_CONFIG: '/etc/d' }, '/etc/d/config.json'],
    [{ DOCKER_CONFIG: '' }, '/home/u/.docker/config.json'],
  ])('docker with %j: %s', (environment, path) => {
    expect(dockerConfigPath(environment, '/home/u')).toBe(path);
  });

  it.each([
    [{}, '/home/u/.config/containers/auth.json'],
    [{ REGISTRY_AUTH_FILE: '/x/auth.json' }, '/x/auth.json'],
    [{ XDG_CONFIG_HOME: '/c' }, '/c/containers/auth.json'],
    [{ XDG_CONFIG_HOME: 'relative' }, '/home/u/.config/containers/auth.json'],
  ])('podman with %j: %s', (environment, path) => {
    expect(podmanAuthPath(environment, '/home/u')).toBe(path);
  });

  it('without a home the variable to set is named', () => {
    expect(() => dockerConfigPath({}, '')).toThrow('cannot determine where the configuration is: HOME is not set');
    for (const home of ['me', '~', './me'])
      expect(() => dockerConfigPath({}, home)).toThrow(`HOME is not an absolute path: "${home}"`);
    expect(dockerConfigPath({ DOCKER_CONFIG: '/d' }, '')).toBe('/d/config.json');
    expect(() => podmanAuthPath({}, '')).toThrow(TsRegError);
  });
});

describe('changing', () => {
  it('makes folder and file for their owner alone, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      expect(await changeConfigFile(file('new', 'deep', 'config.json'), append)).toBe(true);
    } finally {
      process.umask(before);
    }
    expect(await readFile(file('new', 'deep', 'config.json'), 'utf8')).toBe('+');
    expect([
      await modeOf(file('new')),
      await modeOf(file('new', 'deep')),
      await modeOf(file('new', 'deep', 'config.json')),
    ]).toEqual([0o700, 0o700, 0o600]);
  });

  it.each([0o644, 0o600, 0o640])('keeps the mode %o', async (mode) => {
    await writeFile(file('c'), 'x');
    await chmod(file('c'), mode);
    await changeConfigFile(file('c'), append);
    expect(await readFile(file('c'), 'utf8')).toBe('x+');
    expect(await modeOf(file('c'))).toBe(mode);
    expect(await readdir(folder)).toEqual(['c']);
  });

  it('writes nothing when the text stays the same', async () => {
    await writeFile(file('c'), 'x');
    const { ino } = await stat(file('c'));
    expect(await changeConfigFile(file('c'), (text) => text)).toBe(false);
    expect((await stat(file('c'))).ino).toBe(ino);
    expect(await changeConfigFile(file('none', 'c'), (text) => text)).toBe(false);
    expect(await readdir(folder)).toEqual(['c']);
  });

  it('follows links to the file, and leaves them links', async () => {
    await mkdir(file('dotfiles'));
    await writeFile(file('dotfiles', 'real'), 'x');
    await symlink('dotfiles/second', file('c'));
    await symlink('real', file('dotfiles', 'second'));
    await changeConfigFile(file('c'), append);
    expect(await readFile(file('dotfiles', 'real'), 'utf8')).toBe('x+');
    expect([await readlink(file('c')), await readlink(file('dotfiles', 'second'))]).toEqual([
      'dotfiles/second',
      'real',
    ]);
    expect((await readdir(file('dotfiles'))).sort()).toEqual(['real', 'second']);
  });

  it('makes the file that a link waits for', async () => {
    await symlink('later/config.json', file('c'));
    await changeConfigFile(file('c'), append);
    expect(await readFile(file('later', 'config.json'), 'utf8')).toBe('+');
  });

  it('starts again when another process changes the file in the meantime', async () => {
    await writeFile(file('c'), 'x');
    let calls = 0;
    await changeConfigFile(file('c'), (text) => {
      calls += 1;
      if (calls === 1) execFileSync('sh', ['-c', `printf docker > "$1"`, 'sh', file('c')]);
      return append(text);
    });
    expect(await readFile(file('c'), 'utf8')).toBe('docker+');
    expect(calls).toBe(2);
  });

  it("gives up when that never ends, and leaves the other's text", async () => {
    await writeFile(file('c'), 'x');
    const change = (text: string): string => {
      execFileSync('sh', ['-c', `printf y >> "$1"`, 'sh', file('c')]);
      return append(text);
    };
    await expect(changeConfigFile(file('c'), change)).rejects.toThrow(
      `${file('c')} keeps changing while ts-reg updates it`,
    );
    expect(await readFile(file('c'), 'utf8')).toBe('xyyy');
    expect(await readdir(folder)).toEqual(['c']);
  });

  it('passes on what the change itself refuses', async () => {
    await writeFile(file('c'), 'x');
    const refusal = new TsRegError('io', 'no');
    await expect(
      changeConfigFile(file('c'), () => {
        throw refusal;
      }),
    ).rejects.toBe(refusal);
  });
});

describe('refused by path, and untouched', () => {
  it('a folder, a pipe, a link to itself', async () => {
    await mkdir(file('folder'));
    execFileSync('mkfifo', [file('pipe')]);
    await symlink('loop', file('loop'));
    await expect(changeConfigFile(file('folder'), append)).rejects.toThrow(`${file('folder')} is not a file`);
    await expect(changeConfigFile(file('pipe'), append)).rejects.toThrow(`${file('pipe')} is not a file`);
    await expect(changeConfigFile(file('loop'), append)).rejects.toThrow(`${file('loop')} cannot be read (ELOOP)`);
  });

  it('bytes that are no UTF-8, and more than 1 MiB', async () => {
    await writeFile(file('binary'), Buffer.from([0x7b, 0xff, 0x7d]));
    await writeFile(file('large'), ' '.repeat(1_048_577));
    await expect(readConfigFile(file('binary'))).rejects.toThrow(`${file('binary')} is not UTF-8`);
    await expect(readConfigFile(file('large'))).rejects.toThrow(`${file('large')} is larger than 1048576 bytes`);
  });

  it('a folder that cannot be made', async () => {
    await writeFile(file('c'), 'x');
    await expect(changeConfigFile(file('c', 'config.json'), append)).rejects.toMatchObject({
      kind: 'io',
      message: `${file('c', 'config.json')} cannot be read (ENOTDIR)`,
    });
    await expect(changeConfigFile('/proc/nothing/config.json', append)).rejects.toMatchObject({
      kind: 'io',
      message: '/proc/nothing/config.json cannot be written (ENOENT)',
    });
  });
});
