/** A kill -9 in the middle of an apply: the next run finishes, nothing is half-written, nothing of people is removed. */
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApplyHome, applyRounds, startApplyHome } from './apply-home.js';

const rounds = applyRounds(8);
/** Each round has half of them, more than are written side by side. */
const count = 40;
let home: ApplyHome;
beforeEach(async () => {
  home = await startApplyHome();
});
afterEach(() => home.close());

/** Each round another half of the registries, with another name, so that there is something to add, change and remove. */
function documentOf(round: number): string {
  const entries = Array.from({ length: count }, (_, index) => index)
    .filter((index) => (index + round) % 2 === 0 || index < 2)
    .map(
      (index) =>
        `  - { registry: "${home.registry.authority}/app-${index}", user: ci, password: { env: TOKEN }, name: round-${round}, verify_tls: false }`,
    );
  return `name: team\nregistries:\n${entries.join('\n')}\n`;
}

function wantedIn(round: number): readonly string[] {
  return [...documentOf(round).matchAll(/registry: "([^"]+)"/g)].map(([, registry = '']) => registry);
}

interface Listed {
  readonly registry: string;
  readonly registry_name: string;
}

async function listed(): Promise<readonly Listed[]> {
  const { stdout, stderr, exitCode } = await home.ts(['registry', 'list', '--json']);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as readonly Listed[];
}

it(
  `over ${rounds} rounds`,
  async () => {
    const mine = `${home.registry.authority}/mine`;
    const added = await home.ts(['registry', 'add', mine, 'me', 'p', '--skip-validate', '--insecure']);
    expect(added.exitCode).toBe(0);
    const started = performance.now();
    await home.apply(home.write('r.yaml', documentOf(1)));
    // About when a run writes: moved by what each kill found, whatever the load of the machine.
    let aim = (performance.now() - started) * 0.8;
    let killed = 0;
    let partly = 0;
    for (let round = 0; round < rounds; round += 1) {
      const file = home.write('r.yaml', documentOf(round));
      const child = home.start('--prune', file);
      const ended = once(child, 'exit') as Promise<[number | null]>;
      const timer = setTimeout(() => child.kill('SIGKILL'), aim * (0.85 + 0.3 * ((round * 0.618) % 1)));
      const [code] = await ended;
      clearTimeout(timer);
      if (code === null) killed += 1;

      const before = await listed();
      expect(before.map(({ registry }) => registry)).toContain(mine);
      const done = before.filter(({ registry_name: name }) => name === `round-${round}`).length;
      const isWhole = done === wantedIn(round).length;
      if (code === null && done > 0 && !isWhole) partly += 1;
      aim *= code !== null || isWhole ? 0.93 : done === 0 ? 1.07 : 1;
      const again = await home.apply('--prune', file);
      expect([again.exitCode, again.stderr.match(/Error.*/g)]).toEqual([0, null]);
      const after = await listed();
      expect(after.map(({ registry }) => registry).sort()).toEqual([...wantedIn(round), mine].sort());
      for (const { registry, registry_name: name } of after) if (registry !== mine) expect(name).toBe(`round-${round}`);
      expect((await home.apply('--diff', '--prune', file)).exitCode).toBe(0);
    }
    process.stdout.write(`apply: ${killed} of ${rounds} killed, ${partly} with a part of the registries written\n`);
    const locks = join(home.folder, 'home', 'locks');
    expect(existsSync(locks) ? readdirSync(locks).filter((name) => name.endsWith('.lock')) : []).toEqual([]);
    expect(killed).toBeGreaterThan(0);
  },
  60_000 + rounds * 30_000,
);
