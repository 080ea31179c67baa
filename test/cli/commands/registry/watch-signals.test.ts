/** What a watch that runs follows: config.yaml, records, outputs. On the real clock, in this process. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Wake, WatchSignals } from '../../../../src/cli/commands/registry/watch-signals.js';
import type { Factory } from '../../../../src/cli/process/factory.js';
import { main } from '../../../../src/cli/process/main.js';
import { TsRegError } from '../../../../src/errors.js';
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

describe('a database', () => {
  const minute = 60_000;

  /** The version of its one record, or a failure, by the minutes of uptime that have passed. */
  async function wokenBy(versions: (minutes: number) => number | TsRegError): Promise<{ wake: Wake; minutes: number }> {
    let now = 0;
    const list = (): Promise<unknown> => {
      const version = versions(Math.floor(now / minute));
      if (version instanceof TsRegError) return Promise.reject(version);
      return Promise.resolve({ records: [{ registry: 'a.example.com', version }], damaged: [] });
    };
    const { world } = textWorld({ environment: { TS_REG_HOME: cli.folder }, interrupted: stop.signal });
    const factory = {
      world: { ...world, clock: () => now },
      settings: () => Promise.resolve({ anchore: undefined, store: { kind: 'postgres' } }),
      storage: () => Promise.resolve({ records: { list } }),
    } as unknown as Factory;
    const signals = new WatchSignals(factory, {
      sleep: (milliseconds) => {
        now += milliseconds;
        return Promise.resolve();
      },
      uptime: () => now,
      random: () => 0,
      pollMs: 1_000,
    });
    await signals.beforeRound(factory);
    signals.afterRound([]);
    return { wake: await signals.wait(10 * minute), minutes: Math.floor(now / minute) };
  }

  it('is asked each minute, and another version of a record ends the pause', async () => {
    expect(await wokenBy((minutes) => (minutes < 3 ? 1 : 2))).toEqual({ wake: 'records', minutes: 3 });
    expect(await wokenBy(() => 1)).toEqual({ wake: 'due', minutes: 10 });
  });

  it('that cannot be asked ends no pause', async () => {
    const down = new TsRegError('unavailable', 'down');
    expect(await wokenBy((minutes) => (minutes === 2 ? down : 1))).toEqual({ wake: 'due', minutes: 10 });
  });
});
