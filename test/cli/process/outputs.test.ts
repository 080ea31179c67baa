/** The outputs of config.yaml, as commands write them. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { outputSource, writeOutputs } from '../../../src/cli/process/outputs.js';
import type { OutputSetting } from '../../../src/outputs/output-setting.js';
import { type CliHome, startCli } from '../../support/cli-run.js';
import { ecr, type Engine, given, hour, startEngine, unchecked } from '../../support/engine.js';
import { type LoopbackAws, startLoopbackAws } from '../../support/loopback-aws.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const account = '123456789012';
let cli: CliHome;
let aws: LoopbackAws;
let file: string;
beforeEach(async () => {
  cli = startCli();
  aws = await startLoopbackAws({ keys: [{ ...key, account, arn: `arn:aws:iam::${account}:user/ci` }] });
  file = join(cli.folder, 'out.json');
});
afterEach(async () => {
  cli.dispose();
  await aws.close();
});

function configure(...registries: readonly string[]): void {
  const text = `outputs:\n  - file: ${file}\n    format: json\n    registries: ${JSON.stringify(registries)}\n`;
  writeFileSync(join(cli.folder, 'config.yaml'), text, { mode: 0o600 });
}
function run(...words: readonly string[]): ReturnType<CliHome['run']> {
  return cli.run(['registry', ...words], { now: Date.now() });
}
function written(): readonly { readonly registry: string; readonly username: string; readonly password: string }[] {
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof written>;
}

it('add, update, refresh and del bring them up to date', async () => {
  configure('*');
  expect(await run('add', 'r.example.com', 'ci', 'pw-1', '--skip-validate')).toMatchObject({ exitCode: 0 });
  expect(written()).toMatchObject([{ registry: 'r.example.com', password: 'pw-1' }]);
  await run('update', 'r.example.com', 'ci', 'pw-2', '--skip-validate');
  expect(written()).toMatchObject([{ password: 'pw-2' }]);
  await run('add', ecr, key.accessKeyId, key.secretAccessKey, '--skip-validate', '--endpoint', aws.url);
  const { stderr, exitCode } = await run('refresh', '--force');
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`1 renewed, 0 still fresh, 0 failed\nwrote ${file}\n`);
  expect(written()).toMatchObject([{ registry: ecr, username: 'AWS' }, { registry: 'r.example.com' }]);
  await run('del', 'r.example.com');
  expect(written().map(({ registry }) => registry)).toEqual([ecr]);
  rmSync(file);
  expect((await run('refresh')).stderr).toContain(`wrote ${file}\n`);
});

it('leaves alone the output of another registry', async () => {
  configure('*.example.org');
  await run('add', 'r.example.com', 'ci', 'pw', '--skip-validate');
  expect(existsSync(file)).toBe(false);
});

it('refresh ends with an error when one cannot be written, and the tokens are renewed all the same', async () => {
  configure('*');
  await run('add', ecr, key.accessKeyId, key.secretAccessKey, '--skip-validate', '--endpoint', aws.url);
  rmSync(file);
  mkdirSync(file);
  const { exitCode, stdout, stderr } = await run('refresh', '--force', '--json');
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject([{ outcome: 'renewed' }]);
  expect(JSON.parse(stderr)).toMatchObject({ message: `${file} is not a file` });
});

it('refresh names a registry that is not stored, and writes the others', async () => {
  configure('r.example.com', 'typo.example.com');
  await run('add', 'r.example.com', 'ci', 'pw', '--skip-validate');
  const { exitCode, stderr } = await run('refresh');
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`Error: ${file}: typo.example.com is not stored\n`)]);
  expect(written()).toHaveLength(1);
});

it('commands refuse outputs that cannot be read, before they do anything', async () => {
  writeFileSync(join(cli.folder, 'config.yaml'), 'outputs:\n  - { file: /f, format: docker-cfg }\n', { mode: 0o600 });
  for (const words of [['list'], ['refresh'], ['add', 'r.example.com', 'ci', 'pw', '--skip-validate']]) {
    const { exitCode, stderr } = await run(...words);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^Error: .*config\.yaml, line 2: format in outputs/)]);
  }
});

it('takes the kept token while it is valid, asks nobody, and only for what changed', async () => {
  const engine: Engine = startEngine();
  const output: OutputSetting = {
    ...{ file, format: 'json', registries: [ecr], isMerge: false },
    ...{ shell: 'sh', name: 'x', namespaces: [], labels: {} },
  };
  await engine.store.backend.add(given(), unchecked);
  await engine.store.refresh({ registries: [], force: true, onOutcome: () => undefined });
  const asked = engine.exchanges.length;
  const none = { changed: new Set(['other.example.com']), isAll: false };
  expect(await writeOutputs([output], engine.store, none)).toEqual([]);
  const [outcome] = await writeOutputs([output], engine.store, { changed: new Set([ecr]), isAll: false });
  expect(outcome).toMatchObject({ isWritten: true, expiresAt: engine.now + 12 * hour });
  engine.now += 12 * hour - 59_000;
  expect(await outputSource(engine.store).kept(ecr)).toEqual({ registry: ecr, credential: undefined });
  expect(engine.exchanges).toHaveLength(asked);
  engine.dispose();
});
