/** Names, hosts and identities are parsed at the edge and passed on as values; what is stored is read once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CountedProgram, countedProgram } from './support/function-counts.js';
import { type LoopbackCloud, startLoopbackCloud } from './support/loopback-cloud.js';

let cloud: LoopbackCloud;
let tsReg: CountedProgram;
let helper: CountedProgram;
let home: string;

beforeAll(async () => {
  [cloud, tsReg, helper] = await Promise.all([
    startLoopbackCloud({ account: '123456789012' }),
    countedProgram('cli/process/ts-reg.ts'),
    countedProgram('cli/process/docker-credential-ts-reg.ts'),
  ]);
}, 120_000);
afterAll(async () => {
  await cloud.close();
  tsReg.dispose();
  helper.dispose();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-home-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function environment(): Readonly<Record<string, string>> {
  return { TS_REG_HOME: home, ...cloud.environment };
}

function add(name: string): ReturnType<CountedProgram['run']> {
  const { accessKeyId, secretAccessKey } = cloud.key;
  return tsReg.run(['registry', 'add', name, accessKeyId, secretAccessKey], { environment: environment() });
}

it.each([
  ['into a new store', (host: string) => [host]],
  ['into a store with records', (host: string) => [`${host}/other`, `${host}/team/*`, host]],
])(
  'registry add of an ECR registry, %s',
  async (_case, namesIn) => {
    const names = namesIn(cloud.registryHost);
    for (const name of names.slice(0, -1)) expect((await add(name)).exitCode).toBe(0);
    const added = await add(names.at(-1) ?? '');
    expect(added).toMatchObject({ exitCode: 0 });
    expect(added.calls('parseRegistryName')).toBeLessThanOrEqual(2);
    expect(added.calls('parseEcrHost')).toBeLessThanOrEqual(2);
    expect(added.calls('identityOf')).toBeLessThanOrEqual(2);
    expect(added.calls('openRecord'), 'the record that was just written is not decrypted').toBe(0);
    expect(added.calls('parseMeta')).toBeLessThanOrEqual(1);
    // What is counted is what happens: none of these is zero by a slip of a name.
    for (const name of ['parseRegistryName', 'parseEcrHost', 'identityOf', 'formatRecord', 'keepToken'])
      expect(added.calls(name), name).toBeGreaterThan(0);
  },
  120_000,
);

it.each([
  ['by its host', 'registry.example.com'],
  ['with a scheme', 'https://registry.example.com'],
  ['by a repository below it', 'registry.example.com/team/app'],
])(
  'the password of a registry, asked for %s',
  async (_case, address) => {
    const stored = await tsReg.run(['registry', 'add', 'registry.example.com', 'ci', 'hunter2', '--skip-validate'], {
      environment: environment(),
    });
    expect(stored.exitCode).toBe(0);
    const got = await helper.run(['get'], { environment: environment(), input: address });
    expect(got.stdout).toContain('"Username":"ci"');
    expect(got.calls('parseRegistryName')).toBe(1);
    expect(got.calls('parseMeta')).toBe(1);
    expect(got.calls('openRecord')).toBe(1);
  },
  60_000,
);
