/** A hundred registries as a process: the first run asks once for each, the second one nobody. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshName, startPostgres, type TestPostgres } from '../support/postgres.js';
import { type ApplyHome, largeDocument, password, startApplyHome } from './apply-home.js';

const count = 100;
let home: ApplyHome;
afterEach(() => home.close());

async function applyTwice(contents: () => Promise<unknown>): Promise<readonly string[]> {
  const file = home.write('registries.yaml', largeDocument(home, count));
  const started = performance.now();
  const first = await home.apply(file);
  const between = performance.now();
  expect(first.stderr.split('\n').at(-2)).toBe(`${count} added, 0 unchanged`);
  expect(first).toMatchObject({ exitCode: 0, stdout: '' });
  // One exchange and one ping for each of ECR, two requests for the others: without and with credentials.
  expect(home.cloud.aws.calls).toHaveLength(count / 2);
  const [requests, before] = [home.requests(), await contents()];
  const again = performance.now();
  const second = await home.apply(file);
  process.stdout.write(
    `apply of ${count}: ${Math.round(between - started)} ms, again: ${Math.round(performance.now() - again)} ms\n`,
  );
  expect(second).toMatchObject({ exitCode: 0, stdout: '' });
  expect(second.stderr.split('\n').at(-2)).toBe(`${count} unchanged`);
  expect(home.requests()).toBe(requests);
  expect(await contents()).toEqual(before);
  const texts = [first, second].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  expect(texts.filter((text) => text.includes(password) || text.includes(home.cloud.key.secretAccessKey))).toEqual([]);
  const debug = await home.apply(file, '--diff', '--debug', '--json');
  expect(debug.exitCode).toBe(0);
  return [...texts, debug.stdout, debug.stderr];
}

it('on the store in files: no write and no request in the second run, and no secret in any output or file', async () => {
  home = await startApplyHome();
  const texts = await applyTwice(() => Promise.resolve(home.contents()));
  for (const text of [...texts, ...home.contents().values()]) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(home.cloud.key.secretAccessKey);
  }
});

describe('on PostgreSQL', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  it('the same; and what another document made is pruned there too', async () => {
    const schema = freshName('s');
    home = await startApplyHome({
      TS_REG_STORE: server.url({ schema }),
      TS_REG_KEY: Buffer.alloc(32, 1).toString('base64'),
    });
    const rows = (): Promise<unknown> =>
      server.query(`SELECT registry, version, xmin, md5(file) FROM ${schema}.record ORDER BY registry`);
    const texts = await applyTwice(rows);
    expect(texts.join()).not.toContain(password);
    const some = home.write('registries.yaml', largeDocument(home, count - 3));
    const pruned = await home.apply('--prune', some);
    expect(pruned.stderr).toContain(`3 removed, ${count - 3} unchanged\n`);
    expect(await server.query(`SELECT count(*) FROM ${schema}.record`)).toEqual([{ count: String(count - 3) }]);
  });
});
