/** A list in a script, where nobody can type the passphrase of the store: names, one warning, and no question. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const passphrase = 'canary of a passphrase';
let home: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-passphrase-'));
  writeFileSync(join(home, 'config.yaml'), 'key: passphrase\n', { mode: 0o600 });
  const add = ['registry', 'add', 'r.example.com', 'ci', 'canary-password', '--skip-validate'];
  expect((await command(add, { TS_REG_PASSPHRASE: passphrase })).exitCode).toBe(0);
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function command(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return run(tsReg, args, { environment: { TS_REG_HOME: home, HOME: home, ...more } });
}

/** The same on a terminal of its own: `script` gives the command one, where a person could be asked. */
function onTerminal(args: readonly string[]): Promise<Ended> {
  const line = [tsReg, ...args].join(' ');
  return run('script', ['-qec', line, '/dev/null'], { environment: { TS_REG_HOME: home, HOME: home, TERM: 'dumb' } });
}

it.each([[['registry', 'list']], [['registry', 'list', '--wide']], [['--json', 'registry', 'list']]])(
  '%s shows the rows with one warning, exit code 0',
  async (args) => {
    const { exitCode, stdout, stderr } = await command(args);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('r.example.com')]);
    expect(stderr.match(/^WARN: .*$/gm)).toHaveLength(1);
    expect(stderr).not.toMatch(/^Error|^Passphrase/im);
    expect(await command(args, { TS_REG_PASSPHRASE: passphrase })).toMatchObject({ exitCode: 0, stderr: '', stdout });
  },
);

it('asks for no passphrase on a terminal either', async () => {
  const { exitCode, stdout } = await onTerminal(['registry', 'list']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('r.example.com')]);
  expect(stdout.match(/WARN: /g)).toHaveLength(1);
});

it('gives no password away where it is needed', async () => {
  const got = await run(helper, ['get'], { environment: { TS_REG_HOME: home }, input: 'r.example.com' });
  expect([got.exitCode, got.stdout]).toEqual([1, expect.not.stringContaining('canary')]);
});
