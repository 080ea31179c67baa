/** Whatever state docker runs the helper in: one line on stdout, and 0 or 1. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, helper, run, runsOnNode, tsReg } from '../support/spawned.js';

let folder: string;
let environment: Readonly<Record<string, string>>;
const address = 'r.example.com';
const answer = `{"ServerURL":"${address}","Username":"ci","Secret":"p"}\n`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-state-'));
  environment = { TS_REG_HOME: join(folder, 'store'), HOME: folder };
  const input = JSON.stringify({ ServerURL: address, Username: 'ci', Secret: 'p' });
  expect((await run(helper, ['store'], { environment, input })).exitCode).toBe(0);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `$0` is the helper. */
function shell(script: string, program = helper): Promise<Ended> {
  return run('/bin/sh', ['-c', script, program], { environment, cwd: folder });
}

describe('the helper answers', () => {
  it.each(['get', 'list', 'version'])('%s in a working directory that was deleted', async (action) => {
    const ended = await shell(`mkdir gone && cd gone && rmdir ../gone && echo ${address} | "$0" ${action}`);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^[^\n]+\n$/);
  });

  it.each(['docker-credential-other', 'docker-credential-ts-reg-2', 'docker-credential-'])(
    'under the name %s',
    async (name) => {
      symlinkSync(helper, join(folder, name));
      expect(await shell(`echo ${address} | "$0" get`, join(folder, name))).toEqual({
        exitCode: 0,
        stdout: answer,
        stderr: '',
      });
    },
  );

  it('with nothing but a PATH and the store: no HOME, no USER, no TERM', async () => {
    const poor = Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'HOME'));
    expect((await run(helper, ['get'], { environment: poor, input: address })).stdout).toBe(answer);
  });
});

describe('the helper says in one line why it cannot answer', () => {
  it.each(['get', 'erase', 'store'])('%s: when stdin is a directory', async (action) => {
    const { exitCode, stdout } = await shell(`"$0" ${action} < .`);
    expect([exitCode, stdout]).toEqual([1, 'standard input cannot be read (EISDIR)\n']);
  });

  it.each(['~/store', 'store', './store'])('when TS_REG_HOME is %s, and makes nothing', async (home) => {
    const before = readdirSync(folder);
    const input = JSON.stringify({ ServerURL: address, Username: 'ci', Secret: 'p' });
    for (const action of ['get', 'store', 'list']) {
      const { exitCode, stdout, stderr } = await run(helper, [action], {
        environment: { ...environment, TS_REG_HOME: home },
        cwd: folder,
        input: action === 'store' ? input : address,
      });
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^TS_REG_HOME is not an absolute path: [^\n]+\n$/);
      expect(stderr).toBe(`docker-credential-ts-reg: ${stdout}`);
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  it.each(['get', 'list', 'version'])('%s: when the disk of stdout is full, on stderr', async (action) => {
    const { exitCode, stderr } = await shell(`echo ${address} | "$0" ${action} > /dev/full`);
    expect([exitCode, stderr]).toEqual([1, 'Error: cannot write to standard output (ENOSPC)\n']);
  });

  it.each(['get', 'erase'])('%s: when stdin is closed', async (action) => {
    expect(await shell(`"$0" ${action} <&-`)).toEqual({
      exitCode: 1,
      stdout: 'no credentials server URL\n',
      stderr: '',
    });
  });
});

describe('a stream that the helper does not need is not missed', () => {
  it.each(['2>&-', '2> /dev/full', '2< /dev/null'])('get with stderr %s', async (redirection) => {
    const { exitCode, stdout } = await shell(`echo ${address} | "$0" get ${redirection}`);
    expect([exitCode, stdout]).toEqual([0, answer]);
  });

  it.each(['list', 'version'])('%s with stdin closed', async (action) => {
    const { exitCode, stdout } = await shell(`"$0" ${action} <&-`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^[^\n]+\n$/);
  });

  it.each(['> /dev/full', '>&-', '> /dev/full 2>&1'])('store and erase with stdout %s do their work', async (to) => {
    const login = JSON.stringify({ ServerURL: 'new.example.com', Username: 'ci', Secret: 'p' });
    expect((await shell(`echo '${login}' | "$0" store ${to}`)).exitCode).toBe(0);
    expect((await shell('"$0" list')).stdout).toBe(`{"new.example.com":"ci","${address}":"ci"}\n`);
    expect((await shell(`echo new.example.com | "$0" erase ${to}`)).exitCode).toBe(0);
    expect((await shell('"$0" list')).stdout).toBe(`{"${address}":"ci"}\n`);
  });

  it('what was stored is whole after every action ran without any stream', async () => {
    for (const action of ['get', 'list', 'store', 'erase', 'version', 'unknown'])
      await shell(`"$0" ${action} <&- >&- 2>&-`);
    expect(await shell(`echo ${address} | "$0" get`)).toEqual({ exitCode: 0, stdout: answer, stderr: '' });
  });
});

it('the helper answers without a PATH', async () => {
  const program = runsOnNode ? `"$1" "$0"` : '"$0"';
  const script = `exec env -i TS_REG_HOME="$TS_REG_HOME" ${program} get`;
  const ended = await run('/bin/sh', ['-c', script, helper, process.execPath], { environment, input: address });
  expect(ended).toEqual({ exitCode: 0, stdout: answer, stderr: '' });
});

it('without HOME the home is the one of the password database, as for docker', async () => {
  const ended = await run(tsReg, ['configure-docker', '--remove', 'never.example.com'], { environment: {} });
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(ended.stderr).toContain(join(userInfo().homedir, '.docker', 'config.json'));
});

describe.runIf(runsOnNode)('an old Node that comes first on the PATH', () => {
  /** Stands in for it: the current Node, which says that it is another version before anything is loaded. */
  function pretend(version: string): string {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const preload = join(folder, 'old.cjs');
    writeFileSync(
      preload,
      `Object.defineProperty(process,'version',{value:'v${version}'});Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}});`,
    );
    writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec '${process.execPath}' --require '${preload}' "$@"\n`, {
      mode: 0o755,
    });
    return `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  }

  it.each(['14.21.3', '16.20.2', '18.20.8'])('%s is named in one line', async (version) => {
    const old = { ...environment, PATH: pretend(version) };
    const text = `the first node on the PATH is v${version}, and ts-reg needs 20 or later\n`;
    expect(await run(helper, ['get'], { environment: old, input: address })).toEqual({
      exitCode: 1,
      stdout: `docker-credential-ts-reg: ${text}`,
      stderr: `docker-credential-ts-reg: ${text}`,
    });
    expect(await run(tsReg, ['registry', 'list'], { environment: old })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `Error: ${text}hint: node --version\n`,
    });
  });
});
