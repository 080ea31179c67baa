/** What a watch that runs follows: config.yaml, records, outputs. On the real clock, in this process. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../../../../src/cli/process/main.js';
import { type CliHome, startCli, textWorld } from '../../../support/cli-run.js';

let cli: CliHome;
let stop: AbortController;
let ended: Promise<number> | undefined;
let stderr: () => string;
beforeEach(() => {
  cli = startCli();
  stop = new AbortController();
  ended = undefined;
});
afterEach(async () => {
  stop.abort();
  await ended;
  cli.dispose();
});

const config = (text: string): void => {
  writeFileSync(join(cli.folder, 'config.yaml'), text, { mode: 0o600 });
};
const outputsTo = (file: string): string => `outputs:\n  - { file: ${file}, format: json, registries: ["*"] }\n`;

async function watch(): Promise<void> {
  const world = textWorld({ environment: { TS_REG_HOME: cli.folder }, now: Date.now(), interrupted: stop.signal });
  stderr = () => world.texts().stderr;
  ended = main(['registry', 'refresh', '--watch'], { ...world.world, clock: () => Date.now() });
  await until(() => stderr().includes('waiting for one') || stderr().includes('next round in'));
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds(); await new Promise((done) => setTimeout(done, 50)))
    if (Date.now() > end) throw new Error(`not within 20 s: ${stderr()}`);
}

function add(registry: string): Promise<unknown> {
  return cli.run(['registry', 'add', registry, 'ci', 'pw', '--skip-validate'], { now: Date.now() });
}

it('writes an output as soon as config.yaml names it, and a record as soon as it is stored', async () => {
  await add('a.example.com');
  await watch();
  const file = join(cli.folder, 'out.json');
  config(outputsTo(file));
  await until(() => existsSync(file));
  expect(stderr()).toContain('config.yaml changed: using the new settings\n');
  // Another process, so to speak: its home is another folder in the end, and the store the same.
  rmSync(file);
  await until(() => existsSync(file));
  await add('b.example.com');
  await until(() => readFileSync(file, 'utf8').includes('b.example.com'));
});

it('keeps the settings that were right when config.yaml is wrong, and says why', async () => {
  const file = join(cli.folder, 'out.json');
  config(outputsTo(file));
  await add('a.example.com');
  await watch();
  config('outputs: [{ fil: x }]\n');
  await until(() => stderr().includes("unknown key 'fil' in outputs"));
  rmSync(file);
  await until(() => existsSync(file));
  config(outputsTo(join(cli.folder, 'other.json')));
  await until(() => existsSync(join(cli.folder, 'other.json')));
});

it('begins when config.yaml, wrong at the start, is right', async () => {
  config('timeout: never\n');
  await add('a.example.com');
  await watch();
  config('timeout: 5\n');
  await until(() => stderr().includes('0 failed'));
});
