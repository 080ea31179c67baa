/**
 * Every hint after a command failed that did not need AWS, typed into a shell of the same machine: it runs, and does not
 * end with the failure that it is for.
 */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TypedWorld, type Variables } from '../support/typed-world.js';

const stored = 'reg.example.com';
let world: TypedWorld;
beforeEach(async () => {
  world = await TypedWorld.start();
  for (const name of ['docker', 'folder', '.docker']) mkdirSync(world.at(name));
  writeFileSync(world.at('.docker', 'config.json'), '{"auths":{}}');
  const added = await world.shell(`ts-reg registry add ${stored} ci --skip-validate`, 'p');
  expect(added.exitCode, added.stderr).toBe(0);
  copyFileSync(world.at('key'), world.at('backup-key'));
});
afterEach(() => world.close());

interface Failure {
  readonly line: string;
  readonly breakIt?: () => void;
  readonly variables?: Variables;
  readonly names: RegExp;
}

const file = (name: string, text: string): (() => void) => {
  return () => {
    writeFileSync(world.at(name), text, { mode: 0o600 });
  };
};
const settings = (text: string): (() => void) => file('config.yaml', text);
const withoutKey = (): void => {
  rmSync(world.at('key'));
};
const openFolder = (): void => {
  chmodSync(world.home, 0o777);
};
/** The commands that read the store; each fails when it cannot. */
const readers = {
  get: `ts-reg registry get ${stored}`,
  list: 'ts-reg registry list',
  update: `ts-reg registry update ${stored} ci --skip-validate`,
  check: `ts-reg registry check ${stored}`,
  token: `ts-reg registry token ${stored}`,
  refresh: 'ts-reg registry refresh',
  doctor: 'ts-reg doctor',
  import: 'ts-reg registry import .docker/config.json',
  'configure-docker': 'ts-reg configure-docker --all',
  apply: 'ts-reg registry apply good.yaml',
  export: `ts-reg registry export --format json ${stored}`,
};
const good = `name: team\nregistries:\n- registry: other.example.com\n  user: ci\n  password: { env: TS_REG_PASSWORD }\n`;

/** What is wrong for every command. */
const everywhere = Object.entries(readers).flatMap(([name, line]): [string, Failure][] => [
  [`${name}: a key in config.yaml that nobody knows`, { line, breakIt: settings('tmeout: 3\n'), names: /tmeout/ }],
  [`${name}: a value that is none`, { line, breakIt: settings('timeout: soon\n'), names: /timeout/ }],
  [`${name}: a home that is relative`, { line, variables: { TS_REG_HOME: 'rel' }, names: /not an absolute path/ }],
  [`${name}: a folder that others may write`, { line, breakIt: openFolder, names: /writable by|accessible to/ }],
]);

const missing = 'nope.example.com';
const single: Readonly<Record<string, Failure>> = {
  'get what is not stored': { line: `ts-reg registry get ${missing}`, names: /not found in DB/ },
  'get a pasted address': { line: `ts-reg registry get https://${stored}/v2/`, names: /without URI schema/ },
  'update what is not stored': { line: `ts-reg registry update ${missing} ci`, names: /could not find existing/ },
  'del what is not stored': { line: `ts-reg registry del ${missing}`, names: /not found in DB/ },
  'check what is not stored': { line: `ts-reg registry check ${missing}`, names: /not found in DB/ },
  'token of what is not stored': { line: `ts-reg registry token ${missing}`, names: /not found in DB/ },
  'refresh what is not stored': { line: `ts-reg registry refresh ${missing}`, names: /not found in DB/ },
  'doctor of what is not stored': { line: `ts-reg doctor ${missing}`, names: /not stored/ },
  'export what is not stored': { line: `ts-reg registry export --format json ${missing}`, names: /not found in DB/ },
  'export in a format that is none': { line: 'ts-reg registry export --all --format jsn', names: /unknown format/ },
  'export passwords of nobody knows what': {
    line: 'ts-reg registry export --format json',
    names: /name the registries/,
  },
  'import a file that is missing': { line: 'ts-reg registry import gone.json', names: /cannot be read/ },
  'import a folder': { line: 'ts-reg registry import folder', names: /is not a file/ },
  'import what is no JSON': {
    line: 'ts-reg registry import bad.json',
    breakIt: file('bad.json', '{'),
    names: /not valid JSON/,
  },
  'configure-docker without a registry': { line: 'ts-reg configure-docker', names: /no registry was given/ },
  'configure-docker with a config.json that is broken': {
    line: `ts-reg configure-docker ${stored}`,
    breakIt: file('docker/config.json', '{'),
    names: /not valid JSON/,
  },
  'apply with a key that nobody knows': {
    line: 'ts-reg registry apply bad.yaml',
    breakIt: file('bad.yaml', good.replace('user:', 'usr:')),
    names: /unknown key/,
  },
  'apply with a variable that is not set': {
    line: 'ts-reg registry apply bad.yaml',
    breakIt: file('bad.yaml', good.replace('TS_REG_PASSWORD', 'GONE')),
    names: /GONE is not set/,
  },
  'apply a file that is missing': { line: 'ts-reg registry apply gone.yaml', names: /does not exist/ },
  'check without the key of the store': { line: readers.check, breakIt: withoutKey, names: /key .* is missing/ },
  'export without the key of the store': { line: readers.export, breakIt: withoutKey, names: /key .* is missing/ },
  'token with a key that is none': { line: readers.token, variables: { TS_REG_KEY: 'x' }, names: /TS_REG_KEY/ },
};

async function follow({ line, breakIt, variables = {}, names }: Failure): Promise<void> {
  writeFileSync(world.at('good.yaml'), good);
  breakIt?.();
  world.variables = variables;
  const ended = await world.shell(line, 'p');
  const output = `${ended.stdout}\n${ended.stderr}`;
  expect(ended.exitCode, output).not.toBe(0);
  expect(output).toMatch(names);
  await world.typeHints(
    { line, output },
    {
      password: () => 'p',
      filled: (text) =>
        text
          .replace('/path/to/backup/key', world.at('backup-key'))
          .replace('/path/to/key', world.at('backup-key'))
          .replace('/path/to/a/folder', world.at('folder'))
          .replace(/ (?:ACCESS_KEY_ID|USER)(?= |$)/, ' ci')
          .replace(/ HOST(?= |$)/, ` ${stored}`),
    },
  );
}

describe('after a failed command, each hint can be typed:', () => {
  it.each(Object.entries(single))('%s', (_name, failure) => follow(failure), 120_000);
  it.each(everywhere)('%s', (_name, failure) => follow(failure), 120_000);
});

describe('after docker was told no', () => {
  it('doctor names the same cause, and what it says to do can be typed', async () => {
    withoutKey();
    const asked = await world.shell(`echo ${stored} | docker-credential-ts-reg get`);
    expect([asked.exitCode, asked.stdout]).toEqual([1, expect.stringMatching(/^the key .* is missing.*\n$/)]);
    await follow({ line: 'ts-reg doctor', names: /key .* is missing/ });
  });
});
