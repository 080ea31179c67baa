/** `refresh --watch`: three days on a clock that the test moves, and what it follows on a real one. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWatch } from '../../../../src/cli/commands/registry/watch.js';
import type { WatchTime } from '../../../../src/cli/commands/registry/watch-signals.js';
import { Output } from '../../../../src/cli/output/output.js';
import { createFactory, type Factory } from '../../../../src/cli/process/factory.js';
import { writeOutputs } from '../../../../src/cli/process/outputs.js';
import { type OutputFormatName, outputFormats } from '../../../../src/outputs/formats.js';
import type { OutputSetting } from '../../../../src/outputs/output-setting.js';
import { textWorld } from '../../../support/cli-run.js';
import { type Engine, given, hour, refusal, startEngine, tokenAt, unchecked } from '../../../support/engine.js';

const minute = 60_000;
let folder: string;
let engine: Engine;
beforeEach(() => {
  // A disk would be asked 10,000 times to keep what is read the next moment.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ts-reg-watch-'));
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function host(account: number): string {
  return `${String(account).padStart(12, '0')}.dkr.ecr.us-east-1.amazonaws.com`;
}

const formats = Object.keys(outputFormats) as readonly OutputFormatName[];

function outputs(registries: readonly string[]): readonly OutputSetting[] {
  return formats.flatMap((format) =>
    (format === 'password' ? registries.map((registry) => [registry]) : [registries]).map((names, index) => ({
      file: join(folder, `${format}-${index}`),
      format,
      registries: names,
      isMerge: format === 'docker-config',
      shell: 'sh' as const,
      name: 'pull',
      namespaces: ['web', 'ci'],
      labels: {},
    })),
  );
}

/** When the tokens in a file of any format end: those of this test say it in their text, which base64 may hide twice. */
function endsIn(text: string): readonly number[] {
  const hidden = (part: string): readonly string[] =>
    (part.match(/[A-Za-z0-9+/=]{24,}/g) ?? []).map((word) => Buffer.from(word, 'base64').toString('latin1'));
  const parts = [text, ...hidden(text), ...hidden(text).flatMap(hidden)];
  return parts.flatMap((part) => Array.from(part.matchAll(/ends-(\d{13})-/g), ([, end]) => Number(end)));
}

interface Simulation {
  readonly factory: Factory;
  readonly time: WatchTime;
  readonly stderr: () => string;
  readonly rounds: () => number;
}

/** Runs on the clock of the engine until `end`; `eachSecond` is called once for each second that passes. */
function simulation(end: number, settings: readonly OutputSetting[], eachSecond: () => void): Simulation {
  const stop = new AbortController();
  const started = engine.now;
  const { world: plain, texts } = textWorld({ environment: { TS_REG_HOME: folder }, interrupted: stop.signal });
  const world = { ...plain, clock: () => engine.now };
  const output = new Output(world, { json: false, debug: false });
  let rounds = 0;
  const factory: Factory = {
    ...createFactory(world, {}, output),
    store: () => Promise.resolve(engine.store),
    writeOutputs: ({ isAll }) => {
      rounds += 1;
      return writeOutputs(settings, engine.store, { changed: new Set(), isAll });
    },
    withNewSettings: () => factory,
  };
  const time: WatchTime = {
    sleep: (milliseconds) => {
      for (const until = engine.now + milliseconds; engine.now < until && engine.now < end;) {
        engine.now = Math.min(until, engine.now + 1_000);
        eachSecond();
      }
      if (engine.now >= end) stop.abort();
      return Promise.resolve();
    },
    uptime: () => engine.now - started,
    random: () => (rounds * 0.618) % 1,
    pollMs: hour,
  };
  return { factory, time, stderr: () => texts().stderr, rounds: () => rounds };
}

/** AWS is away as long as half of a life allows, each time at another point of it. */
it.each([
  { name: '12 hours', life: 12 * hour, down: hour, every: 7 * hour },
  { name: '1 hour', life: hour, down: 25 * minute, every: 9.1 * hour },
  { name: '15 minutes', life: 15 * minute, down: 5 * minute, every: 3.03 * hour },
])(
  'for 72 hours a reader that looks every second finds in no format a token of $name with less than a minute left',
  async ({ life, down, every }) => {
    const started = engine.now;
    const isDown = (): boolean => engine.now - started > every && (engine.now - started) % every < down;
    engine.aws = () =>
      isDown()
        ? Promise.reject(refusal('AWS cannot be reached'))
        : Promise.resolve(tokenAt(engine.now, `ends-${engine.now + life}-${engine.exchanges.length}`, life));
    await engine.store.backend.add(given(), unchecked);
    const settings = outputs([given().registry]);
    let [reads, least, seen] = [0, Infinity, -1];
    let ends: readonly (readonly number[])[] = [];
    const { factory, time, rounds, stderr } = simulation(started + 72 * hour, settings, () => {
      // Only the watch writes: between two rounds the files stay the same, and only time passes.
      if (rounds() !== seen) {
        seen = rounds();
        ends = settings.map(({ file }) => endsIn(readFileSync(file, 'latin1')));
      }
      reads += 1;
      for (const each of ends) least = Math.min(least, (each[0] ?? -Infinity) - engine.now);
    });
    await runWatch({ factory, registries: [] }, time);
    expect(reads).toBeGreaterThanOrEqual(72 * 3_600);
    expect(ends).toHaveLength(formats.length);
    expect(least).toBeGreaterThanOrEqual(minute);
    expect(stderr()).toContain('AWS cannot be reached');
    // At half of a life and again after a failure, never by an interval.
    const failures = stderr().split('AWS cannot be reached').length;
    expect(engine.exchanges.length - failures).toBeLessThanOrEqual((72 * hour) / (life / 2) + 1);
  },
  600_000,
);

describe('a clock that jumps', () => {
  async function roundsAfter(jumpAt: number, by: number): Promise<{ readonly rounds: number; readonly left: number }> {
    engine.aws = () => Promise.resolve(tokenAt(engine.now, 'x'));
    await engine.store.backend.add(given(), unchecked);
    const started = engine.now;
    let [jumped, up] = [false, 0];
    const made = simulation(started + 3 * hour + Math.max(0, by), [], () => {
      up += 1_000;
      if (jumped || up < jumpAt) return;
      jumped = true;
      engine.now += by;
    });
    await runWatch({ factory: made.factory, registries: [] }, { ...made.time, uptime: () => up });
    const token = await engine.store.keptCredential(given().registry);
    return { rounds: made.rounds(), left: (token?.credential?.expiresAt ?? 0) - engine.now };
  }

  it('forward, as after sleep, is a round at once', async () => {
    const { rounds, left } = await roundsAfter(hour, 9 * hour);
    expect(rounds).toBe(2);
    expect(left).toBeGreaterThan(9 * hour);
  });

  it('back, as after a wrong time, is a round at once: tokens of the future are renewed', async () => {
    const { rounds, left } = await roundsAfter(hour, -48 * hour);
    expect(rounds).toBeGreaterThanOrEqual(2);
    expect(left).toBeLessThanOrEqual(12 * hour);
  });
});

it('tells the program once of a failure and once of its end, and writes the status after each round', async () => {
  const started = engine.now;
  engine.aws = ({ registry }) =>
    engine.now - started < 20 * minute && registry === host(2)
      ? Promise.reject(refusal(`${registry}: AccessDeniedException`))
      : Promise.resolve(tokenAt(engine.now, 'x'));
  for (const account of [1, 2]) await engine.store.backend.add(given({ registry: host(account) }), unchecked);
  const [log, status] = [join(folder, 'log'), join(folder, 'ts-reg.prom')];
  const script = join(folder, 'tell.sh');
  writeFileSync(script, 'echo "$TS_REG_STATE $TS_REG_REGISTRY $TS_REG_REASON" >> "$1"\n');
  const states: string[] = [];
  const { factory, time } = simulation(started + hour, [], () => {
    const line = /^ts_reg_failing\{registry="000000000002.*$/m.exec(readFileSync(status, 'utf8'))?.[0] ?? '';
    if (states.at(-1) !== line) states.push(line);
  });
  const environment = { ...factory.world.environment, PATH: process.env['PATH'] ?? '' };
  await runWatch(
    {
      factory: { ...factory, world: { ...factory.world, environment } },
      registries: [],
      status,
      format: 'prometheus',
      onFailure: `sh ${script} '${log}'`,
    },
    {
      ...time,
      sleep: (milliseconds, signal) =>
        new Promise((done) => setTimeout(done, 5)).then(() => time.sleep(milliseconds, signal)),
    },
  );
  expect(readFileSync(log, 'utf8')).toBe(`failing ${host(2)} ${host(2)}: AccessDeniedException\nwell ${host(2)} \n`);
  expect(states).toEqual([1, 0].map((value) => `ts_reg_failing{registry="${host(2)}"} ${value}`));
});

it('goes on when neither the status nor an output can be written, and says so once', async () => {
  await engine.store.backend.add(given(), unchecked);
  const [output] = outputs([given().registry]);
  if (output === undefined) throw new Error('no output');
  mkdirSync(output.file);
  mkdirSync(join(folder, 'status'));
  const { factory, time, stderr, rounds } = simulation(engine.now + hour, [output], () => undefined);
  await runWatch({ factory, registries: [], status: join(folder, 'status') }, time);
  expect(rounds()).toBeGreaterThan(5);
  expect(stderr().split(`Error: ${output.file} is not a file`)).toHaveLength(2);
  expect(stderr()).toContain(`Error: cannot write the status to ${join(folder, 'status')} (it is not a regular file)`);
});
