/** Global options: where they may stand, and what they speak of. */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createCommandLine, globalOptions } from '../../../src/cli/commands/global-options.js';
import { registerAdd } from '../../../src/cli/commands/registry/add.js';
import { registerList } from '../../../src/cli/commands/registry/list.js';
import { Output } from '../../../src/cli/output/output.js';
import type { Factory } from '../../../src/cli/process/factory.js';
import type { Settings } from '../../../src/config/settings.js';
import { textWorld } from '../../support/cli-run.js';

/** The factory that `registry list` or `registry add` gets for these arguments. */
async function factoryFor(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Factory> {
  const { world } = textWorld({ environment: { TS_REG_HOME: '/nonexistent', ...environment } });
  const commandLine = createCommandLine(world, new Output(world, { json: false, debug: false }));
  const given: Factory[] = [];
  const take = ({ factory }: { readonly factory: Factory }): Promise<void> => {
    given.push(factory);
    return Promise.resolve();
  };
  const root = globalOptions(new Command('ts-reg').exitOverride().enablePositionalOptions(), 'root');
  const group = globalOptions(root.command('registry').enablePositionalOptions(), 'subcommand');
  registerList(group, commandLine, take);
  registerAdd(group, commandLine, take);
  for (const command of group.commands) globalOptions(command, 'subcommand');
  await root.parseAsync(argv, { from: 'user' });
  const [factory] = given;
  if (!factory) throw new Error('the command ran');
  return factory;
}

async function anchoreFor(
  argv: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Settings['anchore']> {
  return (await (await factoryFor(argv, environment)).settings()).anchore;
}

const url = 'https://anchore.example.com/v1';

describe('a global option', () => {
  it.each([
    ['before the group', ['--url', url, '--u', 'admin', '--as-account', 'team', 'registry', 'list']],
    ['behind the group', ['registry', '--url', url, '--u', 'admin', '--as-account', 'team', 'list']],
    ['behind the command', ['registry', 'list', '--url', url, '--u', 'admin', '--as-account', 'team']],
    ['on every level', ['--url', url, 'registry', '--u', 'admin', 'list', '--as-account', 'team']],
  ])('counts %s', async (_, argv) => {
    expect(await anchoreFor(argv)).toMatchObject({
      url: expect.stringContaining('anchore.example.com') as string,
      user: 'admin',
      account: 'team',
    });
  });

  it('counts where it stands nearest to the command', async () => {
    expect(await anchoreFor(['--u', 'far', 'registry', '--u', 'near', 'list', '--url', url])).toMatchObject({
      user: 'near',
    });
    expect(await anchoreFor(['--u', 'far', 'registry', 'list', '--u', 'nearest', '--url', url])).toMatchObject({
      user: 'nearest',
    });
  });

  it.each([[['--local', 'registry', 'list']], [['registry', '--local', 'list']], [['registry', 'list', '--local']]])(
    '%j stays on this machine',
    async (argv) => {
      expect(await anchoreFor(argv, { ANCHORE_CLI_URL: url })).toBeUndefined();
    },
  );

  it('keeps a password on the command line out of sight', async () => {
    const anchore = await anchoreFor(['--p', 'canary', '--url', url, 'registry', 'list']);
    expect(anchore?.password.reveal()).toBe('canary');
    expect(JSON.stringify(anchore)).not.toContain('canary');
  });

  it.each([[['--json', 'registry', 'list']], [['registry', '--json', 'list']], [['registry', 'list', '--json']]])(
    '%j asks for JSON',
    async (argv) => {
      expect((await factoryFor(argv)).output.json).toBe(true);
    },
  );
});

describe('--insecure', () => {
  it.each([
    [['--insecure', '--url', url, 'registry', 'list'], false],
    [['registry', '--insecure', 'list', '--url', url], false],
    [['registry', 'list', '--insecure', '--url', url], false],
    [['--insecure', '--url', url, 'registry', 'add', 'r.example.com'], false],
    [['--url', url, 'registry', 'list'], true],
  ])('%j speaks of the Anchore API', async (argv, verifyTls) => {
    expect(await anchoreFor(argv)).toMatchObject({ verifyTls });
  });

  it('behind add speaks of the registry, as in anchore-cli, and the API stays verified', async () => {
    expect(await anchoreFor(['--url', url, 'registry', 'add', 'r.example.com', '--insecure'])).toMatchObject({
      verifyTls: true,
    });
  });
});

describe('the options of a subcommand', () => {
  it('leave the global ones out of its help, and never declare one twice', () => {
    const root = globalOptions(new Command('ts-reg'), 'root');
    const child = globalOptions(root.command('add').option('--insecure', 'of the registry'), 'subcommand');
    expect(root.helpInformation()).toContain('--as-account');
    expect(child.helpInformation()).not.toContain('--as-account');
    expect(child.helpInformation()).toContain('of the registry');
    expect(child.options.filter(({ long }) => long === '--insecure')).toHaveLength(1);
  });
});
