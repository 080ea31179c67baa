/** `ts-reg install-service`, with a stand-in for systemctl that writes down what it was asked. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type InstallServiceFlags,
  registerInstallService,
  runInstallService,
} from '../../../../src/cli/commands/service/install-service.js';
import { unitName } from '../../../../src/cli/commands/service/unit-file.js';
import { Output } from '../../../../src/cli/output/output.js';
import { createFactory } from '../../../../src/cli/process/factory.js';
import type { TsRegError } from '../../../../src/errors.js';
import { textWorld } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';
import { run, tsReg } from '../../../support/spawned.js';

let folder: string;
let bin: string;
let calls: string;
let unit: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-service-'));
  bin = join(folder, 'bin');
  calls = join(folder, 'calls');
  unit = join(folder, '.config', 'systemd', 'user', unitName);
  mkdirSync(bin);
  standIn('exit 0');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function standIn(end: string): void {
  writeFileSync(join(bin, 'systemctl'), `#!/bin/sh\necho "$*" >> '${calls}'\nenv >> '${calls}.env'\n${end}\n`, {
    mode: 0o755,
  });
}

const asked = (): string => (existsSync(calls) ? readFileSync(calls, 'utf8') : '');

interface Given extends InstallServiceFlags {
  readonly environment?: Readonly<Record<string, string>>;
  readonly userId?: number;
  readonly url?: string;
}

async function install({
  environment = {},
  userId = 1000,
  url,
  ...flags
}: Given): Promise<{ stdout: string; stderr: string }> {
  const { world, texts } = textWorld({
    environment: { HOME: folder, TS_REG_HOME: join(folder, 'store'), PATH: `${bin}:/usr/bin:/bin`, ...environment },
  });
  const output = new Output(world, { json: false, debug: false });
  await runInstallService({
    ...flags,
    factory: createFactory(world, url === undefined ? {} : { url }, output),
    program: ['/usr/bin/node', '/opt/ts-reg'],
    userId,
    systemFolder: join(folder, 'system'),
  });
  return texts();
}

const problem = (given: Given): Promise<TsRegError> =>
  install(given).then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: unknown) => error as TsRegError,
  );

it('takes --user, --print and --remove', async () => {
  expect(await parsed(registerInstallService, ['install-service', '--user', '--print', '--remove'])).toMatchObject({
    user: true,
    print: true,
    remove: true,
    systemFolder: '/etc/systemd/system',
  });
});

describe('installing', () => {
  it('writes the unit, enables and starts it', async () => {
    const { stdout, stderr } = await install({ user: true, environment: { AWS_PROFILE: 'dev' } });
    expect(stdout).toBe('');
    expect(stderr).toBe(`wrote ${unit}\n${unitName} is running and starts when you log in\n`);
    expect(asked()).toBe(`--user daemon-reload\n--user enable ${unitName}\n--user restart ${unitName}\n`);
    const text = readFileSync(unit, 'utf8');
    expect(text).toContain('ExecStart=/usr/bin/node /opt/ts-reg registry refresh --watch\n');
    expect(text).toContain(`Environment=TS_REG_HOME=${join(folder, 'store')}\nEnvironment=AWS_PROFILE=dev\n`);
    expect(statSync(unit).mode & 0o022).toBe(0);
  });

  it('again changes nothing but the unit', async () => {
    await install({ user: true });
    const before = readFileSync(unit, 'utf8');
    await install({ user: true });
    expect(readFileSync(unit, 'utf8')).toBe(before);
  });

  it('for the machine needs root', async () => {
    expect(await problem({})).toMatchObject({
      message: 'only root can change the services of the machine',
      hint: 'ts-reg install-service --user',
    });
    await install({ userId: 0 });
    expect(asked()).toBe(`daemon-reload\nenable ${unitName}\nrestart ${unitName}\n`);
    expect(readFileSync(join(folder, 'system', unitName), 'utf8')).toContain('WantedBy=multi-user.target');
  });

  it('leaves the unit of somebody else alone', async () => {
    mkdirSync(join(folder, '.config', 'systemd', 'user'), { recursive: true });
    writeFileSync(unit, '[Unit]\n');
    for (const given of [{ user: true }, { user: true, remove: true }])
      expect((await problem(given)).message).toBe(`${unit} was not written by ts-reg install-service`);
    expect([readFileSync(unit, 'utf8'), asked()]).toEqual(['[Unit]\n', '']);
  });

  it('says what systemd said, and what to type', async () => {
    standIn('echo "Failed to connect to bus: No medium found" >&2; exit 1');
    expect(await problem({ user: true })).toMatchObject({
      kind: 'refused',
      message: 'systemctl daemon-reload failed: Failed to connect to bus: No medium found',
    });
  });

  it('says so where there is no systemd', async () => {
    expect((await problem({ user: true, environment: { PATH: join(folder, 'empty') } })).message).toBe(
      'systemctl is not on the PATH: this machine does not run systemd',
    );
  });
});

describe('secrets', () => {
  it.each([
    [{ TS_REG_KEY: Buffer.alloc(32, 7).toString('base64') }, 'TS_REG_KEY is set in this shell'],
    [{ TS_REG_STORE: 'postgres://u:hidden-one@127.0.0.1/x' }, 'TS_REG_STORE is set in this shell'],
    [{ TS_REG_PASSPHRASE: 'hidden-one' }, 'TS_REG_PASSPHRASE is set in this shell'],
  ])('%# is not for a service: no unit, exit 2', async (environment, reason) => {
    const error = await problem({ user: true, environment });
    expect([error.exitCode, error.message.startsWith(reason), existsSync(unit)]).toEqual([2, true, false]);
    expect(`${error.message}${error.hint ?? ''}`).not.toContain('hidden-one');
  });

  it('are in neither the unit nor the environment of systemctl', async () => {
    const environment = { HTTPS_PROXY: 'http://u:hidden-one@127.0.0.1:1', TS_REG_PASSWORD: 'hidden-one' };
    await install({ user: true, environment });
    expect(readFileSync(unit, 'utf8')).not.toContain('hidden-one');
    expect(readFileSync(`${calls}.env`, 'utf8')).not.toContain('TS_REG_PASSWORD');
  });

  it('of Anchore are not renewed here', async () => {
    expect((await problem({ user: true, url: 'http://127.0.0.1:1/v1' })).exitCode).toBe(2);
  });
});

describe('--print and --remove', () => {
  it('prints without changing anything', async () => {
    const { stdout } = await install({ print: true });
    expect(stdout).toContain('[Service]\nType=exec\n');
    expect([asked(), existsSync(unit)]).toEqual(['', false]);
  });

  it('removes what it installed, and says so when there is nothing', async () => {
    await install({ user: true });
    rmSync(calls);
    expect((await install({ user: true, remove: true })).stderr).toBe(`removed ${unit}\n`);
    expect([asked(), existsSync(unit)]).toEqual([`--user disable --now ${unitName}\n--user daemon-reload\n`, false]);
    expect((await install({ user: true, remove: true })).stderr).toContain('there is nothing to remove');
  });
});

it('names the program that runs, as a process', async () => {
  const { exitCode, stdout } = await run(tsReg, ['install-service', '--user', '--print'], {
    environment: { HOME: folder, TS_REG_HOME: join(folder, 'store') },
  });
  expect(exitCode).toBe(0);
  const [, words = ''] = /^ExecStart=(.*) registry refresh --watch$/m.exec(stdout) ?? [];
  for (const word of words.split(' ')) expect(existsSync(word)).toBe(true);
});
