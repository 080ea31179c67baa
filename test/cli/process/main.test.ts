/** The program as a whole: exit codes, help, errors in text and JSON. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/process/main.js';
import { type CliHome, startCli, textWorld } from '../../support/cli-run.js';
import { type Answer, ctrlC, enter, personAnswering } from '../../support/person.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

describe('ts-reg', () => {
  it.each([[[]], [['registry']], [['help']], [['--help']], [['-h']], [['registry', 'add', '--help']]])(
    '%j shows help on stdout, exit 0',
    async (argv) => {
      const { exitCode, stdout, stderr } = await cli.run(argv);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Usage: ts-reg /);
    },
  );

  it('prints its version', async () => {
    expect(await cli.run(['--version'])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      stderr: '',
    });
  });

  it.each([
    [['registry', 'lst'], "Error: unknown command 'lst'\nhint: did you mean list?\n"],
    [['registry', 'add', '--regoin', 'x'], "Error: unknown option '--regoin'\nhint: did you mean --region?\n"],
    [['registry', 'get'], "Error: missing required argument 'registry'\nhint: ts-reg registry get --help\n"],
    [
      ['registry', 'get', 'a', 'b'],
      "Error: too many arguments for 'get'. Expected 1 argument but got 2.\nhint: ts-reg registry get --help\n",
    ],
  ])('%j is wrong usage, exit 2, with the next step', async (argv, stderr) => {
    expect(await cli.run(argv)).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  it('prints errors with --json as one object, before and after the subcommand', async () => {
    for (const argv of [
      ['--json', 'registry', 'get', 'x.example.com'],
      ['registry', 'get', 'x.example.com', '--json'],
    ]) {
      const { exitCode, stdout, stderr } = await cli.run(argv);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(JSON.parse(stderr)).toEqual({
        message: 'registry not found in DB',
        httpcode: 404,
        detail: {},
        hint: 'ts-reg registry list, or: ts-reg registry add x.example.com USER',
      });
    }
  });

  it('takes global options on both sides of the subcommand, and the environment', async () => {
    for (const argv of [
      ['--json', 'registry', 'list'],
      ['registry', '--json', 'list'],
      ['registry', 'list', '--json'],
    ]) {
      expect((await cli.run(argv)).stdout).toBe('[]\n');
    }
    expect((await cli.run(['registry', 'list'], { environment: { ANCHORE_CLI_JSON: 'y' } })).stdout).toBe('[]\n');
  });

  it('refuses a broken config.yaml, exit 2, naming it', async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'allow_awsecr_iam_aut: True\n');
    const { exitCode, stderr } = await cli.run(['registry', 'list']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(join(cli.folder, 'config.yaml'));
    expect(stderr).toContain('allow_awsecr_iam_auto');
  });

  it('says what to set when there is no home', async () => {
    const { exitCode, stderr } = await cli.run(['registry', 'list'], { environment: { TS_REG_HOME: '' } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('hint: export TS_REG_HOME=');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends as shells expect of it when it was interrupted by %s', async (signal, code) => {
    expect(
      (await cli.run(['registry', 'get', 'x.example.com'], { interrupted: AbortSignal.abort(signal) })).exitCode,
    ).toBe(code);
  });

  it('shows its steps with --debug, on stderr', async () => {
    const { stdout, stderr } = await cli.run(['registry', 'add', '127.0.0.1:1', 'ci', 'hunter2hunter2', '--debug']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^debug: \+\d+ms 127\.0\.0\.1:1: asking the registry$/m);
    expect(stderr).not.toContain('hunter2');
  });

  it('takes a password that begins with - behind --, and never repeats one that stands elsewhere', async () => {
    const wrong = await cli.run(['registry', 'add', 'r.example.com', 'ci', '-hunter2', '--skip-validate']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).not.toContain('hunter2');
    expect(
      (await cli.run(['registry', 'add', '--skip-validate', 'r.example.com', 'ci', '--', '-hunter2'])).exitCode,
    ).toBe(0);
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('-hunter2\n');
  });

  it('never shows the text of an error that it did not foresee, only where it came from, with --debug', async () => {
    const { world, texts } = textWorld({ environment: { TS_REG_HOME: cli.folder } });
    let calls = 0;
    const clock = (): number => {
      calls += 1;
      if (calls === 2) throw new RangeError('canary');
      return 0;
    };
    expect(
      await main(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate', '--debug'], { ...world, clock }),
    ).toBe(2);
    const { stdout, stderr } = texts();
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^debug: \+0ms at .*\n/);
    expect(stderr).toMatch(
      /\nError: unexpected internal error \(RangeError\)\nhint: run it again with --debug and report what it prints\n$/,
    );
    expect(stderr).not.toContain('canary');
  });
});

describe('an error that scripts of anchore-cli know', () => {
  const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
  const unreachable = '--endpoint=http://127.0.0.1:1';

  it.each<[string[], string | RegExp, number | null, number]>([
    [['get', 'x.example.com'], 'registry not found in DB', 404, 1],
    [['del', 'x.example.com'], 'registry not found in DB', 404, 1],
    [['token', 'x.example.com'], 'registry not found in DB', 404, 1],
    [['update', 'x.example.com', 'u', 'p'], 'could not find existing registry to update', 404, 1],
    [['add', 'r.example.com', 'u', 'p', '--skip-validate'], 'registry already exists in DB', 500, 2],
    [['add', 'r.example.com/', 'u', 'p'], "input registry name cannot end with trailing '/' characters", 409, 1],
    [
      ['add', 'http://x.example.com', 'u', 'p'],
      'input registry name must start with a hostname/ip, without URI schema (http://, https://)',
      409,
      1,
    ],
    [['add', ecr, 'awsauto', 'awsauto'], "'awsauto' is not enabled in service configuration", 406, 1],
    [['add', 'x.example.com', 'ci', 'awsauto'], "'awsauto' is not enabled in service configuration", 406, 1],
    [['update', 'r.example.com', 'awsauto', 'p'], "'awsauto' is not enabled in service configuration", 406, 1],
    [
      ['add', 'x.example.com', 'u', 'p', '--registry-type', 'x'],
      "input registry type not supported (supported registry_types: ['docker_v2', 'awsecr']",
      null,
      2,
    ],
    [
      ['add', '127.0.0.1:1', 'u', 'p'],
      /^cannot ping supplied registry with supplied credentials - exception: ./,
      406,
      1,
    ],
    [
      ['add', ecr, 'AKIA', 's', unreachable],
      /^cannot refresh credentials for supplied registry, with supplied credentials - exception: ./,
      406,
      1,
    ],
  ])('%j: %s', async (argv, message, httpcode, exitCode) => {
    await cli.run(['registry', 'add', 'r.example.com', 'u', 'p', '--skip-validate']);
    const ended = await cli.run(['registry', ...argv, '--json']);
    expect([ended.exitCode, ended.stdout]).toEqual([exitCode, '']);
    const lines = ended.stderr.replace(/^WARN: .*\n/gm, '');
    expect(JSON.parse(lines)).toMatchObject({
      message: message instanceof RegExp ? (expect.stringMatching(message) as string) : message,
      httpcode,
    });
  });
});

describe('a password', () => {
  const canary = 'c4n4ry/S3cr3t+X';
  const spellings = [
    canary,
    encodeURIComponent(canary),
    Buffer.from(canary).toString('base64'),
    Buffer.from(`ci:${canary}`).toString('base64'),
    Buffer.from(canary).toString('hex'),
  ];

  it.each<string[]>([
    ['registry', 'add', 'r.example.com', 'ci', canary, '--skip-validate'],
    ['registry', 'add', '127.0.0.1:1', 'ci', canary],
    ['registry', 'add', 'h.example.com', `ci:${canary}`, canary],
    ['registry', 'add', 'h.example.com', 'ci', `${canary}\n`],
    ['registry', 'add', 'h.example.com', 'ci', canary, '--registry-type', 'x'],
    ['registry', 'add', 'h.example.com', 'ci', `--password=${canary}`],
    [
      'registry',
      'add',
      '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      'AKIAIOSFODNN7EXAMPLE',
      canary,
      '--endpoint',
      'http://127.0.0.1:1',
    ],
    ['registry', 'update', '127.0.0.1:2', 'ci', canary],
    ['registry', 'update', 'h.example.com', 'ci', canary],
    ['registry', 'get', '127.0.0.1:2'],
    ['registry', 'list', '--wide'],
    ['registry', 'refresh', '--force'],
    ['registry', 'check'],
    ['registry', 'list', '--url', 'http://127.0.0.1:1/v1', '--u', 'ci', '--p', canary],
    ['registry', 'del', '127.0.0.1:2'],
  ])('is in no output of %s %s %s …, with --debug, as text or JSON', async (...argv) => {
    await cli.run(['registry', 'add', '127.0.0.1:2', 'ci', canary, '--skip-validate', '--insecure']);
    for (const flags of [['--debug'], ['--debug', '--json']]) {
      const { stdout, stderr } = await cli.run([...flags, ...argv], { environment: { TS_REG_PASSWORD: canary } });
      expect(spellings.filter((spelling) => (stdout + stderr).includes(spelling))).toEqual([]);
    }
  });
});

describe('on a terminal', () => {
  const questions = (keys: string): readonly Answer[] => [
    ['User at r.example.com:', `ci${enter}`],
    ['Password of ci at r.example.com:', keys],
  ];

  it('a registry is added by answers, with the next step', async () => {
    const { world, screen, stdout } = personAnswering(questions(`hunter2${enter}`), {
      environment: { TS_REG_HOME: cli.folder },
    });
    expect(await main(['registry', 'add', 'r.example.com', '--skip-validate'], world)).toBe(0);
    expect(stdout()).toMatch(/^Registry: r\.example\.com\n[^]*User: ci\n/);
    expect(screen()).toMatch(/next: ts-reg configure-docker r\.example\.com\n$/);
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('hunter2\n');
  });

  it('Ctrl-C at a question leaves everything as it was, exit 130', async () => {
    const { world, stdout, screen } = personAnswering(questions(`hunt${ctrlC}`), {
      environment: { TS_REG_HOME: cli.folder },
    });
    expect(await main(['registry', 'add', 'r.example.com', '--skip-validate'], world)).toBe(130);
    expect(stdout()).toBe('');
    expect(screen()).not.toContain('Error');
    expect(readdirSync(cli.folder)).toEqual([]);
  });
});
