/** Two applies of different documents at once: each registry ends as one of the two orders would leave it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApplyHome, applyRounds, password, startApplyHome } from './apply-home.js';

const rounds = applyRounds(4);
const registries = Array.from({ length: 6 }, (_, index) => `app-${index}`);
let home: ApplyHome;
beforeEach(async () => {
  home = await startApplyHome();
});
afterEach(() => home.close());

function documentOf(name: string, round: number): string {
  const { authority } = home.registry;
  const entries = registries.map(
    (path) =>
      `  - { registry: "${authority}/${path}", user: ${name}, password: { env: TOKEN_${name} }, name: ${name}-${round}, verify_tls: false }`,
  );
  return `name: ${name}\nregistries:\n${entries.join('\n')}\n`;
}

interface Listed {
  readonly registry_user: string;
  readonly registry_name: string;
}

it(
  `over ${rounds} rounds, and neither document loses what it holds`,
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const variables = { TOKEN_a: `${password}-a-${round}`, TOKEN_b: `${password}-b-${round}` };
      const ended = await Promise.all(
        ['a', 'b'].map((name) =>
          home.ts(['registry', 'apply', home.write(`${name}.yaml`, documentOf(name, round))], variables),
        ),
      );
      expect(ended.map(({ exitCode, stderr }) => [exitCode, stderr.match(/Error.*/g)])).toEqual([
        [0, null],
        [0, null],
      ]);
      const listed = JSON.parse((await home.ts(['registry', 'list', '--json'])).stdout) as readonly Listed[];
      expect(listed).toHaveLength(registries.length);
      for (const [index, { registry_user: user, registry_name: name }] of listed.entries()) {
        expect(['a', 'b']).toContain(user);
        expect(name).toBe(`${user}-${round}`);
        // Reading all of them takes a process each; one in each round is enough.
        if (index !== round % registries.length) continue;
        const token = await home.ts(['registry', 'token', `${home.registry.authority}/${registries[index] ?? ''}`]);
        expect(token.stdout.trim()).toBe(`${password}-${user}-${round}`);
      }
    }
    // Made by one, held by the other: only when both have dropped them they go.
    const [a, b] = ['a', 'b'].map((name) => home.write(`${name}.yaml`, `name: ${name}\nregistries: []\n`));
    expect((await home.apply('--prune', a ?? '')).exitCode).toBe(0);
    const left = JSON.parse((await home.ts(['registry', 'list', '--json'])).stdout) as readonly Listed[];
    expect((await home.apply('--prune', b ?? '')).exitCode).toBe(0);
    const none = JSON.parse((await home.ts(['registry', 'list', '--json'])).stdout) as readonly Listed[];
    expect([left.length, none.length]).toEqual([registries.length, 0]);
  },
  60_000 + rounds * 30_000,
);
