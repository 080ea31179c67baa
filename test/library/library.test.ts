/** What a program imports: the settings of the command line, from the environment that it is given. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRegistryStore } from '../../src/library/library.js';
import { type CliHome, startCli } from '../support/cli-run.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

const password = { user: 'ci', secret: 'p', validate: false };

it('is the store of the command line: what one adds the other finds', async () => {
  const store = createRegistryStore({ environment: { TS_REG_HOME: cli.folder } });
  await store.add('r.example', password);
  expect((await cli.run(['registry', 'token', 'r.example'])).stdout).toBe('p\n');
  await cli.run(['registry', 'add', 's.example', 'ci', 'q', '--skip-validate']);
  expect((await store.credential('s.example')).password.reveal()).toBe('q');
  await store.close();
});

it('reads nothing and makes nothing before it is asked', async () => {
  const store = createRegistryStore({ environment: { TS_REG_HOME: join(cli.folder, 'nothing') } });
  expect(readdirSync(cli.folder)).toEqual([]);
  expect(await store.list()).toEqual([]);
  expect(readdirSync(cli.folder)).toEqual([]);
  await store.close();
});

it('finds the home folder in its own environment, and says which setting is wrong', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ts-reg-home-'));
  const store = createRegistryStore({ environment: { HOME: home } });
  await store.add('r.example', password);
  expect(readdirSync(join(home, '.config', 'ts-reg'))).toContain('key');
  await store.close();
  rmSync(home, { recursive: true });
  await expect(createRegistryStore({ environment: {} }).list()).rejects.toMatchObject({
    kind: 'usage',
    hint: 'export TS_REG_HOME=/path/to/a/folder',
  });
});

it('serves its own store though the environment names an Anchore deployment', async () => {
  const store = createRegistryStore({
    environment: { TS_REG_HOME: cli.folder, ANCHORE_CLI_URL: 'http://127.0.0.1:1/v1' },
  });
  expect(await store.list()).toEqual([]);
  await store.close();
});

it('never asks for a passphrase: it names the variable', async () => {
  writeFileSync(join(cli.folder, 'config.yaml'), 'key: passphrase\n');
  const store = createRegistryStore({ environment: { TS_REG_HOME: cli.folder } });
  await expect(store.add('r.example', password)).rejects.toMatchObject({
    kind: 'usage',
    hint: 'export TS_REG_PASSPHRASE=…',
  });
  await store.close();
});

it('tells the listener of a damaged record, and goes on with the others', async () => {
  const warnings: string[] = [];
  const store = createRegistryStore({
    environment: { TS_REG_HOME: cli.folder },
    onWarning: (message) => {
      warnings.push(message);
    },
  });
  await store.add('r.example', password);
  await store.add('s.example', password);
  const [damaged = 'none'] = readdirSync(join(cli.folder, 'records'));
  writeFileSync(join(cli.folder, 'records', damaged), 'not a record');
  expect(await store.list()).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining(damaged)]);
  await store.close();
});
