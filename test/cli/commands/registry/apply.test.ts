/** `ts-reg registry apply`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerApply } from '../../../../src/cli/commands/registry/apply.js';
import { type CliHome, type CliOptions, type CliResult, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../../../support/loopback-anchore.js';

let cli: CliHome;
let file: string;
beforeEach(() => {
  cli = startCli();
  file = join(cli.folder, 'registries.yaml');
});
afterEach(() => {
  cli.dispose();
});

function apply(text: string, flags: readonly string[] = [], options: CliOptions = {}): Promise<CliResult> {
  writeFileSync(file, text);
  return cli.run(['registry', 'apply', '--skip-validate', file, ...flags], {
    ...options,
    environment: { TOKEN: 'canary-1', ...options.environment },
  });
}

const ci = (registry: string) => `  - { registry: ${registry}, user: ci, password: { env: TOKEN } }\n`;
const two = `name: team\nregistries:\n${ci('a.example.com')}${ci('b.example.com')}`;

it('takes files and its flags', async () => {
  expect(await parsed(registerApply, ['apply', 'f', '-', '--diff', '--prune'])).toEqual({
    files: ['f', '-'],
    diff: true,
    prune: true,
  });
  expect(await parsed(registerApply, ['apply', '--dry-run', '--rotate', '--skip-validate', '--schema'])).toEqual({
    files: [],
    dryRun: true,
    rotate: true,
    skipValidate: true,
    schema: true,
  });
});

describe('apply', () => {
  it('reads standard input once', async () => {
    expect(await cli.run(['registry', 'apply', '-', file, '-'], { input: two })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'Error: standard input is given twice, and can be read once\nhint: ts-reg registry apply -\n',
    });
  });

  it('warns of a file that others can read, and names the line of what was refused once', async () => {
    const path = join(cli.folder, 'token');
    writeFileSync(path, 'canary', { mode: 0o644 });
    const text = `registries:\n  - { registry: a.example.com, user: "a:b", password: { file: token } }\n`;
    const { exitCode, stderr } = await apply(text);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `WARN: other users can read the password in ${path}; make it private: chmod 600 ${path}\n`,
    );
    expect(stderr).toContain(
      `Error: a.example.com: the user name has a ':', which HTTP Basic cannot carry (${file}, line 2)\n`,
    );
  });

  it('has a line for each registry and their numbers, and leaves stdout empty', async () => {
    expect(await apply(two)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'a.example.com: added (user ci)\nb.example.com: added (user ci)\n2 added, 0 unchanged\n',
    });
    const changed = two.replace('user: ci', 'user: deploy, name: ours');
    // Each line comes when its registry is done.
    expect((await apply(changed)).stderr.split('\n').sort()).toEqual([
      '',
      '1 updated, 1 unchanged',
      'a.example.com: updated (user ci → deploy, name a.example.com → ours)',
      'b.example.com: unchanged',
    ]);
    expect((await apply(two.replace(ci('b.example.com'), ''), ['--prune'])).stderr).toContain(
      'b.example.com: removed\n1 updated, 1 removed, 0 unchanged\n',
    );
  });

  it('shows the plan on stdout and ends with 3 when something would change, with 0 when nothing would', async () => {
    const plan = { exitCode: 3, stdout: '+ a.example.com: user ci\n+ b.example.com: user ci\n' };
    expect(await apply(two, ['--diff'])).toEqual({ ...plan, stderr: '2 to add, 0 unchanged\n' });
    expect(await apply(two, ['--dry-run'])).toMatchObject(plan);
    expect(readdirSync(cli.folder)).toEqual(['registries.yaml']);
    await apply(two);
    expect(await apply(two, ['--diff'])).toEqual({ exitCode: 0, stdout: '', stderr: '2 unchanged\n' });
    const next = two.replace(ci('b.example.com'), '');
    expect(await apply(next, ['--diff', '--prune'], { environment: { TOKEN: 'canary-2' } })).toEqual({
      exitCode: 3,
      stdout: '~ a.example.com: password\n- b.example.com\n',
      stderr: '1 to update, 1 to remove, 0 unchanged\n',
    });
  });

  it('ends with 1 when one is refused, and does the others', async () => {
    const { exitCode, stderr } = await apply(two.replace('env: TOKEN', 'env: NOPE'));
    expect([exitCode, stderr]).toEqual([
      1,
      `b.example.com: added (user ci)\nError: a.example.com: the variable NOPE is not set (${file}, line 3)\nhint: set NOPE in the environment of this command\n1 added, 0 unchanged, 1 refused\n`,
    ]);
  });

  it('ends with 1 for a plan with a refusal, whatever else would change', async () => {
    expect((await apply(two.replace('env: TOKEN', 'env: NOPE'), ['--diff'])).exitCode).toBe(1);
  });

  it('ends with 2 for a wrong file, tells all of its faults, and does nothing', async () => {
    const { exitCode, stderr } = await apply(`${two}  - { registry: c.example.com, usr: x }\nx: canary\n`);
    expect(exitCode).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('Error:'))).toEqual([
      `Error: ${file}, line 6, column 1: unknown key`,
      `Error: ${file}, line 5, column 32: unknown key`,
      `Error: ${file}, line 5, column 5: an entry has no user, role, profile or web_identity`,
    ]);
    expect(readdirSync(cli.folder)).toEqual(['registries.yaml']);
  });

  it('reads standard input, and several files together', async () => {
    writeFileSync(file, two);
    const environment = { TOKEN: 'p' };
    const argv = ['registry', 'apply', '--skip-validate', '-', file];
    const input = `registries:\n${ci('c.example.com')}`;
    expect((await cli.run(argv, { input, environment })).stderr).toContain('3 added, 0 unchanged\n');
    const wrong = await cli.run(argv, { input: 'x', environment });
    expect([wrong.exitCode, wrong.stderr.split('\n')[0]]).toEqual([
      2,
      'Error: standard input, line 1, column 1: must be a mapping with the key registries',
    ]);
  });

  it('wants a file that is there', async () => {
    expect((await cli.run(['registry', 'apply'])).stderr).toBe(
      'Error: no file was given\nhint: ts-reg registry apply registries.yaml\n',
    );
    const { exitCode, stderr } = await cli.run(['registry', 'apply', `${file}x`]);
    expect([exitCode, stderr]).toEqual([
      2,
      `Error: cannot read ${file}x: it does not exist (ENOENT)\nhint: ls ${dirname(file)}\n`,
    ]);
  });

  it('prints JSON with --json, and no secret in any form', async () => {
    await apply(two);
    const { stdout, stderr, exitCode } = await apply(two.replace('env: TOKEN', 'env: NOPE'), ['--json'], {
      environment: { TOKEN: 'canary-2' },
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      {
        registry: 'a.example.com',
        action: 'update',
        changes: [],
        message: `the variable NOPE is not set (${file}, line 3)`,
        hint: 'set NOPE in the environment of this command',
      },
      {
        registry: 'b.example.com',
        action: 'update',
        changes: [{ key: 'password', from: null, to: null }],
        message: null,
        hint: null,
      },
    ]);
    expect(stdout + stderr).not.toContain('canary');
  });

  it('prints the schema', async () => {
    const { stdout, exitCode } = await cli.run(['registry', 'apply', '--schema']);
    expect([exitCode, (JSON.parse(stdout) as { title: string }).title]).toEqual([0, 'Registries of ts-reg']);
  });

  it('warns as add does, of what it writes and of nothing else', async () => {
    const narrow = `registries:\n${ci('a.example.com/team/app')}`;
    expect((await apply(narrow)).stderr).toContain('WARN: docker, podman, skopeo');
    expect((await apply(narrow)).stderr).not.toContain('WARN');
  });

  it('keeps the name of the document in the record, for prune', async () => {
    await apply(two);
    const [record = ''] = readdirSync(join(cli.folder, 'records'));
    expect(readFileSync(join(cli.folder, 'records', record), 'utf8')).toContain('"documents":["team"]');
  });
});

describe('apply with --url', () => {
  let api: LoopbackAnchore;
  beforeEach(async () => {
    api = await startLoopbackAnchore();
  });
  afterEach(() => api.close());

  it('goes to the engine, and says that it cannot prune there', async () => {
    const environment = { ANCHORE_CLI_URL: `${api.origin}/v1`, ANCHORE_CLI_USER: 'admin', ANCHORE_CLI_PASS: 'foobar' };
    expect((await apply(two, [], { environment })).stderr).toContain('2 added');
    expect((await apply(two, [], { environment })).stderr).toContain('2 unchanged');
    expect((await apply(two, ['--rotate'], { environment })).stderr).toContain('2 updated');
    const { exitCode, stderr } = await apply(two, ['--prune'], { environment });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      2,
      'Error: an Anchore deployment does not record which document added a registry',
    ]);
  });
});
