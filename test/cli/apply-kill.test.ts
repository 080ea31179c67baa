/** A kill -9 in the middle of an apply: the next run finishes, nothing is half-written, nothing of people is removed. */
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApplyHome, applyRounds, startApplyHome } from './apply-home.js';

const rounds = applyRounds(8);
const count = 8;
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
    // The usual time of a run: kills fall anywhere in it.
    const started = performance.now();
    await home.apply(home.write('r.yaml', documentOf(1)));
    let usual = performance.now() - started;
    let killed = 0;
    let partly = 0;
    for (let round = 0; round < rounds; round += 1) {
      const file = home.write('r.yaml', documentOf(round));
      const child = home.start('--prune', file);
      const ended = once(child, 'exit') as Promise<[number | null]>;
      const timer = setTimeout(() => child.kill('SIGKILL'), usual * (0.2 + 0.9 * ((round * 0.618) % 1)));
      const [code] = await ended;
      clearTimeout(timer);
      if (code === null) killed += 1;
      else usual *= 0.95;

      const before = await listed();
      expect(before.map(({ registry }) => registry)).toContain(mine);
      const done = before.filter(({ registry_name: name }) => name === `round-${round}`).length;
      if (code === null && done > 0) partly += 1;
      const again = await home.apply('--prune', file);
      expect([again.exitCode, again.stderr.match(/Error.*/g)]).toEqual([0, null]);
      const after = await listed();
      const wanted = [...documentOf(round).matchAll(/registry: "([^"]+)"/g)].map(([, registry]) => registry);
      expect(after.map(({ registry }) => registry).sort()).toEqual([...wanted, mine].sort());
      for (const { registry, registry_name: name } of after) if (registry !== mine) expect(name).toBe(`round-${round}`);
      expect((await home.apply('--diff', '--prune', file)).exitCode).toBe(0);
    }
    process.stdout.write(`apply: ${killed} of ${rounds} killed, ${partly} after some registries were written\n`);
    const locks = join(home.folder, 'home', 'locks');
    expect(existsSync(locks) ? readdirSync(locks).filter((name) => name.endsWith('.lock')) : []).toEqual([]);
    expect(killed).toBeGreaterThan(0);
  },
  60_000 + rounds * 30_000,
);
