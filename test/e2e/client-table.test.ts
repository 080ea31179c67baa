/** Each cell of the table of clients in docs/docker.md, with the real client and a real registry. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';
import { type Client, clients, clientTable, type Command, users, type Way, ways } from './client-rows.js';
import { type DockerDaemon, startDockerDaemon } from './docker-daemon.js';
import { emptyImage } from './empty-image.js';
import { type RealRegistry, startRealRegistry } from './real-registry.js';

const base = mkdtempSync(join(tmpdir(), 'ts-reg-clients-'));
const image = emptyImage(base);
const basic = `Basic ${Buffer.from(`ci:${users.ci}`).toString('base64')}`;
let registry: RealRegistry;
let daemon: DockerDaemon;
let folder: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  registry = await startRealRegistry({ users });
  const credentials = join(base, 'first-push.json');
  writeFileSync(credentials, JSON.stringify({ auths: { [registry.authority]: { auth: basic.slice(6) } } }));
  const to = `docker://${registry.authority}/team/app:1`;
  const copy = ['copy', '--dest-tls-verify=false', '--authfile', credentials, `oci:${image}:latest`, to];
  expect((await run('skopeo', ['--insecure-policy', ...copy])).stderr).toBe('');
});
afterAll(async () => {
  await registry.close();
  rmSync(base, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(base, 'home-'));
  for (const name of ['docker', 'run', '.config/containers/registries.conf.d'])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  write('.config/containers/policy.json', { default: [{ type: 'insecureAcceptAnything' }] });
  daemon = await startDockerDaemon(folder);
  environment = {
    HOME: folder,
    TS_REG_HOME: join(folder, 'ts-reg'),
    DOCKER_CONFIG: join(folder, 'docker'),
    DOCKER_HOST: daemon.host,
    DOCKER_BUILDKIT: '0',
    // Never the files below /run of this machine.
    XDG_RUNTIME_DIR: join(folder, 'run'),
    REGISTRY_AUTH_FILE: join(folder, 'auth.json'),
    PATH: `${dirname(helper)}:${process.env['PATH'] ?? ''}`,
  };
});
afterEach(() => daemon.close());

function write(name: string, value: object | string): void {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

function lead({ files }: Client, way: Way): void {
  const path = files === 'docker' ? 'docker/config.json' : 'auth.json';
  if (way === 'credHelpers') write(path, { credHelpers: { [registry.authority]: 'ts-reg' } });
  if (way === 'credsStore') write(path, { credsStore: 'ts-reg' });
  if (way !== 'credential-helpers') return;
  write(path, {});
  // Read from the home of a user, for docker's file as well as for podman's: docs/docker.md.
  write(
    '.config/containers/registries.conf.d/50-ts-reg.conf',
    'credential-helpers = ["ts-reg", "containers-auth.json"]\n',
  );
}

function start({ program, args, input }: Command): Promise<Ended> {
  return run(program, args, { environment, ...(input === undefined ? {} : { input }) });
}

async function stored(): Promise<unknown> {
  return JSON.parse((await run(helper, ['list'], { environment })).stdout);
}

async function addRegistry(): Promise<void> {
  const args = ['registry', 'add', registry.authority, 'ci', '--password-stdin'];
  const added = await run(tsReg, args, { environment, input: users.ci });
  expect(added.exitCode, added.stderr).toBe(0);
}

const rows = clients.flatMap((client) => ways.map((way) => ({ name: client.name, way, client })));
const cells = rows.flatMap(({ client, way }) => {
  const can = client.can[way];
  return can === 'not read' ? [] : can.map((action) => ({ name: client.name, way, action, client }));
});

describe.each(cells)('$name with $way', ({ client, way, action }) => {
  it(`can ${action}`, async () => {
    lead(client, way);
    const place = { registry: registry.authority, folder, image };
    if (action === 'logout') await start(client.command('login', place));
    else if (action !== 'login') {
      // Without a record nothing is sent, and the registry refuses.
      expect((await start(client.command(action, place))).exitCode).not.toBe(0);
      await addRegistry();
    }
    const ended = await start(client.command(action, place));
    expect(ended.exitCode, `${ended.stdout}${ended.stderr}`).toBe(0);
    if (action === 'login') {
      expect(await stored()).toEqual({ [registry.authority]: 'ci' });
      const text = readFileSync(join(folder, client.files === 'docker' ? 'docker/config.json' : 'auth.json'), 'utf8');
      expect(text).not.toContain(basic.slice(6));
    }
    if (action === 'logout') expect(await stored()).toEqual({});
  });
});

it.each(rows.filter(({ client, way }) => client.can[way] === 'not read'))(
  '$name does not read $way',
  async ({ client, way }) => {
    await addRegistry();
    lead(client, way);
    const ended = await start(client.command('pull', { registry: registry.authority, folder, image }));
    expect(ended.exitCode).not.toBe(0);
    expect(`${ended.stdout}${ended.stderr}`).toMatch(/unauthorized|authentication required/i);
  },
);

it.each(clients)('the table names the version of $name', async ({ version, seen }) => {
  const { stdout } = await start(version);
  expect(seen).toContain(/\d+\.\d+/.exec(stdout)?.[0]);
});

it('docs/docker.md has these cells', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/docker.md', import.meta.url)), 'utf8');
  expect(page).toContain(`\n${clientTable().join('\n')}\n`);
});
