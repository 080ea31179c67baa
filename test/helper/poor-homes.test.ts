/** Cron jobs, containers, full or read-only disks: where the home is poor a token is still served, and exchanged. */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoopbackAws } from '../support/loopback-aws.js';
import { type Ended, helper, run } from '../support/spawned.js';
import { type HelperHome, hour, keptPassword, passwordOf, type ServedHome, startServedHome } from './helper-home.js';
import { askReadOnly } from './read-only-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const notFound = 'credentials not found in native keychain';
let served: ServedHome;
let aws: LoopbackAws;
let home: HelperHome;

beforeEach(async () => {
  served = await startServedHome(registry);
  ({ aws, home } = served);
});
afterEach(() => served.close());

function get(environment: Readonly<Record<string, string>>): Promise<Ended> {
  return run(helper, ['get'], { environment, input: registry });
}

describe('a read-only home', () => {
  it('serves a fresh token without a word', async () => {
    await home.keepToken(registry, aws.url, 11 * hour);
    const answer = await askReadOnly(home.folder, 'get', registry);
    expect([passwordOf(answer), answer.stderr]).toEqual([keptPassword, '']);
  });

  it.each([
    ['expired', -hour],
    ['past half of its life', 3 * hour],
  ])('exchanges a token that is %s, with one warning that names the home', async (_, left) => {
    await home.keepToken(registry, aws.url, left);
    const answer = await askReadOnly(home.folder, 'get', registry);
    expect(aws.isValidToken(passwordOf(answer))).toBe(true);
    expect(answer.stderr).toMatch(/^WARN: the token of \S+ is not kept: [^\n]+\n$/);
    expect(answer.stderr).toContain(home.folder);
  });

  it("tells AWS's reason, not its own trouble, when the exchange fails", async () => {
    await home.keepToken(registry, aws.url, -hour);
    aws.faults.add({ kind: 'access-denied' });
    const { exitCode, stdout } = await askReadOnly(home.folder, 'get', registry);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('AccessDenied');
  });

  it('lists, and refuses store and erase with the path', async () => {
    expect((await askReadOnly(home.folder, 'list', '')).exitCode).toBe(0);
    const login = JSON.stringify({ ServerURL: 'r.example.com', Username: 'ci', Secret: 'p' });
    const stored = await askReadOnly(home.folder, 'store', login);
    expect(stored.exitCode).toBe(1);
    expect(stored.stdout).toContain(home.folder);
  });
});

describe('without HOME', () => {
  it('works with TS_REG_HOME', async () => {
    expect(aws.isValidToken(passwordOf(await get({ TS_REG_HOME: home.folder })))).toBe(true);
  });

  it('works with the XDG folders', async () => {
    const [config, data] = [join(home.folder, 'xdg-config'), join(home.folder, 'xdg-data')];
    for (const folder of [join(config, 'ts-reg'), join(data, 'ts-reg')])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(join(home.folder, 'key'), join(config, 'ts-reg', 'key'));
    for (const name of ['meta.json', 'records']) renameSync(join(home.folder, name), join(data, 'ts-reg', name));
    expect(aws.isValidToken(passwordOf(await get({ XDG_CONFIG_HOME: config, XDG_DATA_HOME: data })))).toBe(true);
    expect(readdirSync(join(data, 'ts-reg', 'tokens'))).toHaveLength(1);
  });
});

describe('a home that is invalid', () => {
  it.each(['get', 'list', 'store', 'erase'])(
    'is told by %s with its path when a file is in its place, never as not-found',
    async (action) => {
      const file = join(home.folder, 'a-file');
      writeFileSync(file, '');
      const input =
        action === 'store' ? JSON.stringify({ ServerURL: registry, Username: 'ci', Secret: 'p' }) : registry;
      const { exitCode, stdout, stderr } = await home.ask(action, input, { TS_REG_HOME: file });
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `docker-credential-ts-reg: ${stdout}` });
      expect(stdout).toContain(file);
      expect(stdout).not.toContain(notFound);
    },
  );

  it('is told by store with its path when nothing can be made there', async () => {
    const input = JSON.stringify({ ServerURL: 'r.example.com', Username: 'ci', Secret: 'p' });
    const { exitCode, stdout } = await home.ask('store', input, { TS_REG_HOME: '/proc/ts-reg' });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('/proc/ts-reg');
  });

  it('that was never used knows no credentials, and is not made by asking', async () => {
    const unused = join(home.folder, 'unused');
    expect(await home.ask('get', registry, { TS_REG_HOME: unused })).toEqual({
      exitCode: 1,
      stdout: `${notFound}\n`,
      stderr: '',
    });
    expect(await home.ask('list', '', { TS_REG_HOME: unused })).toEqual({ exitCode: 0, stdout: '{}\n', stderr: '' });
    expect(readdirSync(home.folder)).not.toContain('unused');
  });
});
