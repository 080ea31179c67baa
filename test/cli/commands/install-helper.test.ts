/** `ts-reg install-helper`. */
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerInstallHelper, runInstallHelper } from '../../../src/cli/commands/install-helper.js';
import { Output } from '../../../src/cli/output/output.js';
import { createFactory } from '../../../src/cli/process/factory.js';
import { TsRegError } from '../../../src/errors.js';
import { textWorld } from '../../support/cli-run.js';
import { parsed } from '../../support/parsed.js';
import { run, tsReg } from '../../support/spawned.js';

let folder: string;
let bin: string;
let program: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ts-reg-install-')));
  bin = join(folder, 'bin');
  program = join(folder, 'opt', 'ts-reg');
  for (const path of ['bin', 'opt']) mkdirSync(join(folder, path));
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What it says on stderr; the PATH is `bin` unless told. */
function install(
  wanted: string | undefined,
  { path = bin, platform = 'linux', terminal = undefined as number | undefined, of = program } = {},
): string {
  const { world, texts } = textWorld({ environment: { PATH: path }, ...(terminal === undefined ? {} : { terminal }) });
  const output = new Output(world, { json: false, debug: false });
  runInstallHelper({ factory: createFactory({ ...world, platform }, {}, output), folder: wanted, program: of });
  return texts().stderr;
}

const link = (where = bin): string => join(where, 'docker-credential-ts-reg');

function problemOf(act: () => unknown): TsRegError {
  try {
    act();
  } catch (error) {
    if (error instanceof TsRegError) return error;
  }
  throw new Error('nothing was thrown');
}

it('takes a folder, or none', async () => {
  expect(await parsed(registerInstallHelper, ['install-helper', '/usr/local/bin'])).toMatchObject({
    folder: '/usr/local/bin',
  });
  expect(await parsed(registerInstallHelper, ['install-helper'])).toMatchObject({ folder: undefined });
});

describe('install-helper', () => {
  it('links the helper to the program in the folder that is named, once', () => {
    expect(install(bin)).toBe(`linked ${link()} to ${program}\n`);
    expect(realpathSync(link())).toBe(program);
    expect(install(bin)).toBe(`${link()} already points to this program\n`);
    expect(readdirSync(bin)).toEqual(['docker-credential-ts-reg']);
  });

  it('says what to do next on a terminal', () => {
    expect(install(bin, { terminal: 80 })).toMatch(/next: ts-reg configure-docker HOST\n$/);
  });

  it('chooses the folder on the PATH where ts-reg is found', () => {
    symlinkSync(program, join(bin, 'ts-reg'));
    install(undefined, { path: `/nonexistent::${join(folder, 'opt')}x:${bin}` });
    expect(realpathSync(link())).toBe(program);
  });

  it('chooses it also where ts-reg and its helper are two files, as npm installs them', () => {
    const helper = join(folder, 'opt', 'docker-credential-ts-reg');
    writeFileSync(helper, '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync(program, join(bin, 'ts-reg'));
    expect(install(undefined, { of: helper })).toBe(`linked ${link()} to ${helper}\n`);
  });

  it('chooses the folder of the program when the PATH does not lead to it, and says what is missing', () => {
    const beside = link(join(folder, 'opt'));
    expect(install(undefined)).toBe(
      `linked ${beside} to ${program}\nWARN: ${join(folder, 'opt')} is not on the PATH, so docker will not find it: export PATH="$PATH":${join(folder, 'opt')}\n`,
    );
    expect(readlinkSync(beside)).toBe('ts-reg');
  });

  it('replaces a link that leads elsewhere, or nowhere', () => {
    symlinkSync('/nonexistent', link());
    install(bin);
    expect(realpathSync(link())).toBe(program);
  });

  it('says where a link led that works, and nothing of one that leads nowhere or here', () => {
    const other = join(folder, 'opt', 'other');
    writeFileSync(other, '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync(other, join(folder, 'opt', 'via'));
    for (const target of [other, join(folder, 'opt', 'via'), '../opt/other']) {
      rmSync(link(), { force: true });
      symlinkSync(target, link());
      expect(install(bin)).toBe(`linked ${link()} to ${program}\nWARN: ${link()} pointed to ${other} before\n`);
    }
    rmSync(link());
    symlinkSync('/nonexistent', link());
    expect(install(bin)).toBe(`linked ${link()} to ${program}\n`);
    expect(install(bin)).toBe(`${link()} already points to this program\n`);
  });

  it('leaves a file alone that is no link', () => {
    writeFileSync(link(), 'somebody else');
    const problem = problemOf(() => install(bin));
    expect([problem.kind, problem.message, problem.hint]).toEqual([
      'refused',
      `${link()} already exists and is not a link`,
      `rm ${link()}`,
    ]);
    expect(readFileSync(link(), 'utf8')).toBe('somebody else');
  });

  it('names a folder that does not exist, or is none, and leaves nothing behind', () => {
    expect(problemOf(() => install(join(folder, 'none')))).toMatchObject({
      kind: 'io',
      hint: `mkdir -p ${join(folder, 'none')}`,
    });
    expect(problemOf(() => install(program))).toMatchObject({ kind: 'io', message: `${program} is not a directory` });
    expect(readdirSync(join(folder, 'opt'))).toEqual(['ts-reg']);
  });

  it('says which folder to name when this one cannot be written', () => {
    // Not even root can make files there.
    const problem = problemOf(() => install('/sys'));
    expect(problem.message).toMatch(/^cannot make \/sys\/docker-credential-ts-reg: .+ \((?:EPERM|EACCES|EROFS)\)$/);
    expect(problem).toMatchObject({
      kind: 'io',
      hint: 'choose a folder of yours that is on the PATH: ts-reg install-helper ~/.local/bin',
    });
  });

  it('makes a hard link on Windows, of the executable only', () => {
    const executable = join(folder, 'opt', 'ts-reg.exe');
    writeFileSync(executable, 'MZ');
    install(bin, { platform: 'win32', of: executable });
    const made = lstatSync(join(bin, 'docker-credential-ts-reg.exe'));
    expect([made.isFile(), made.ino]).toEqual([true, lstatSync(executable).ino]);
    expect(problemOf(() => install(bin, { platform: 'win32' }))).toMatchObject({
      kind: 'refused',
      hint: 'npm install --global ./ts-reg-VERSION.tgz',
    });
  });

  it('gives docker a helper that answers', async () => {
    const environment = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, TS_REG_HOME: folder };
    expect(await run(tsReg, ['install-helper', bin], { environment })).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await run('docker-credential-ts-reg', ['get'], { environment, input: 'r.example' })).stdout).toBe(
      'credentials not found in native keychain\n',
    );
  });
});
