/** The docker client and skopeo, with ts-reg as their credential helper, against real registries. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';
import { startDockerDaemon } from './docker-daemon.js';
import { emptyImage } from './empty-image.js';
import { type RealRegistry, startRealRegistry } from './real-registry.js';
import { startTokenServer, type TokenServer } from './token-server.js';

const users = { ci: 'right horse:battery' };
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-docker-'));
let basic: RealRegistry;
let bearer: RealRegistry;
let tokens: TokenServer;
let environment: Record<string, string>;

beforeAll(async () => {
  tokens = await startTokenServer(users);
  [basic, bearer] = await Promise.all([startRealRegistry({ users }), startRealRegistry({ tokenServer: tokens })]);
});
afterAll(async () => {
  await Promise.all([basic.close(), bearer.close(), tokens.close()]);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  const home = mkdtempSync(join(folder, 'home-'));
  environment = {
    HOME: home,
    TS_REG_HOME: join(home, 'ts-reg'),
    DOCKER_CONFIG: join(home, 'docker'),
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    PATH: `${dirname(helper)}:${process.env['PATH'] ?? ''}`,
  };
});

/** Lets docker and skopeo ask ts-reg for these registries, or for all of them. */
function configure(configuration: object): string {
  const path = join(environment['DOCKER_CONFIG'] ?? '', 'config.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(configuration));
  return path;
}

function docker(args: readonly string[], input?: string): Promise<Ended> {
  return run('docker', args, { environment, ...(input === undefined ? {} : { input }) });
}

function skopeo(args: readonly string[]): Promise<Ended> {
  return run('skopeo', ['--policy', policy(), ...args], { environment });
}

function policy(): string {
  const path = join(folder, 'policy.json');
  writeFileSync(path, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  return path;
}

function addRegistry(registry: RealRegistry): Promise<Ended> {
  return run(tsReg, ['registry', 'add', registry.authority, 'ci', '--password-stdin'], {
    environment,
    input: users.ci,
  });
}

async function listed(): Promise<unknown> {
  return JSON.parse((await run(helper, ['list'], { environment })).stdout);
}

describe.each(['credHelpers', 'credsStore'])('docker with %s', (kind) => {
  function useTsReg(): string {
    return configure(
      kind === 'credsStore' ? { credsStore: 'ts-reg' } : { credHelpers: { [basic.authority]: 'ts-reg' } },
    );
  }

  it('logs in with a password, which ts-reg keeps and config.json does not', async () => {
    const path = useTsReg();
    const login = await docker(['login', '-u', 'ci', '--password-stdin', basic.authority], users.ci);
    expect(login.exitCode, login.stderr).toBe(0);
    expect(await listed()).toEqual({ [basic.authority]: 'ci' });
    expect(readFileSync(path, 'utf8')).not.toContain(Buffer.from(users.ci).toString('base64').slice(0, 12));
  });

  it('logs in without a user name, with what ts-reg holds, and leaves it as it was', async () => {
    useTsReg();
    await addRegistry(basic);
    const before = (await run(tsReg, ['registry', 'get', basic.authority, '--json'], { environment })).stdout;
    const daemon = await startDockerDaemon(environment['HOME'] ?? '');
    environment['DOCKER_HOST'] = daemon.host;
    const login = await docker(['login', basic.authority]);
    await daemon.close();
    expect(login.exitCode, login.stderr).toBe(0);
    expect(daemon.logins).toMatchObject([{ username: 'ci', serveraddress: basic.authority }]);
    expect((await run(tsReg, ['registry', 'get', basic.authority, '--json'], { environment })).stdout).toBe(before);
  });

  it('refuses a wrong password', async () => {
    useTsReg();
    expect((await docker(['login', '-u', 'ci', '--password-stdin', basic.authority], 'wrong')).exitCode).not.toBe(0);
    expect(await listed()).toEqual({});
  });

  it('logs out: what docker login stored goes, what a person added stays', async () => {
    useTsReg();
    await docker(['login', '-u', 'ci', '--password-stdin', basic.authority], users.ci);
    expect((await docker(['logout', basic.authority])).exitCode).toBe(0);
    expect(await listed()).toEqual({});
    await addRegistry(basic);
    expect((await docker(['logout', basic.authority])).exitCode).toBe(0);
    expect(await listed()).toEqual({ [basic.authority]: 'ci' });
  });
});

describe.each([
  ['htpasswd', () => basic],
  ['token authentication', () => bearer],
])('skopeo and a registry with %s', (_, registryOf) => {
  it('copies, lists tags and inspects with credentials from the helper alone', async () => {
    const registry = registryOf();
    configure({ credHelpers: { [registry.authority]: 'ts-reg' } });
    expect((await addRegistry(registry)).exitCode).toBe(0);
    const image = `docker://${registry.authority}/team/app`;
    const copied = await skopeo(['copy', '--dest-tls-verify=false', `oci:${emptyImage(folder)}:latest`, `${image}:1`]);
    expect(copied.exitCode, copied.stderr).toBe(0);
    const tags = await skopeo(['list-tags', '--tls-verify=false', image]);
    expect(JSON.parse(tags.stdout)).toMatchObject({ Tags: ['1'] });
    const inspected = await skopeo(['inspect', '--tls-verify=false', `${image}:1`]);
    expect(inspected.exitCode, inspected.stderr).toBe(0);
  });

  it('is refused without a record', async () => {
    const registry = registryOf();
    configure({ credHelpers: { [registry.authority]: 'ts-reg' } });
    const { exitCode, stderr } = await skopeo([
      'list-tags',
      '--tls-verify=false',
      `docker://${registry.authority}/team/app`,
    ]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/unauthorized|authentication required/i);
  });
});
