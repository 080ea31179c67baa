/** What `registry export` and `outputs` write, read by the real docker, skopeo and podman: tokens as long as ECR's. */
import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, run, tsReg } from '../support/spawned.js';
import { type RealRegistry, startRealRegistry } from './real-registry.js';
import { startTokenServer, type TokenServer } from './token-server.js';

/** Longer than a line of a terminal, and of most buffers. */
const token = 'eyJ'.padEnd(5_000, 'Ab9+/x').slice(0, 4_999) + '=';
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-exported-'));
const environment = { HOME: folder, TS_REG_HOME: join(folder, 'ts-reg'), PATH: process.env['PATH'] ?? '' };
const exported = join(folder, 'exported', 'config.json');
const kept = join(folder, 'kept', 'config.json');
let tokens: TokenServer;
let registry: RealRegistry;

beforeAll(async () => {
  tokens = await startTokenServer({ AWS: token });
  registry = await startRealRegistry({ tokenServer: tokens });
  mkdirSync(environment.TS_REG_HOME, { mode: 0o700 });
  const text = `outputs:\n  - { file: ${kept}, format: docker-config, registries: ["*"] }\n`;
  writeFileSync(join(environment.TS_REG_HOME, 'config.yaml'), text, { mode: 0o600 });
  const add = ['registry', 'add', registry.authority, 'AWS', '--password-stdin', '--skip-validate'];
  await succeed(run(tsReg, add, { environment, input: token }));
  const write = ['registry', 'export', '--format', 'docker-config', registry.authority, '--output', exported];
  await succeed(run(tsReg, write, { environment }));
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  mkdirSync(join(folder, 'image'));
  writeFileSync(join(folder, 'image', 'layer'), 'x');
});
afterAll(async () => {
  await Promise.all([registry.close(), tokens.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function succeed(ended: Promise<Ended>): Promise<Ended> {
  const result = await ended;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

it('is the same file by export and by outputs', () => {
  expect(readFileSync(kept, 'utf8')).toBe(readFileSync(exported, 'utf8'));
});

it.each([exported, kept])('docker sends the whole token to its daemon: %s', async (file) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    response.setHeader('api-version', '1.47').setHeader('content-type', 'application/json');
    const header = request.headers['x-registry-auth'];
    if ((request.url ?? '').includes('/images/create') && typeof header === 'string') asked.push(header);
    response.end('{"status":"done"}\n');
  });
  const socket = join(folder, 'docker.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const docker = { ...environment, DOCKER_CONFIG: join(file, '..'), DOCKER_HOST: `unix://${socket}` };
  const pulled = await run('docker', ['pull', `${registry.authority}/team/app:1`], { environment: docker });
  await close(server);
  expect(asked, pulled.stderr).toHaveLength(1);
  const sent = JSON.parse(Buffer.from(asked[0] ?? '', 'base64url').toString()) as Record<string, string>;
  expect(sent).toMatchObject({ username: 'AWS', password: token, serveraddress: registry.authority });
});

it.each([exported, kept])('skopeo signs in with it: %s', async (file) => {
  const repository = `docker://${registry.authority}/team/app`;
  const listed = await run('skopeo', ['list-tags', '--tls-verify=false', '--authfile', file, repository], {
    environment,
  });
  // The registry is empty: it says so to those who may look, and nothing else to the others.
  expect(listed.stderr).toMatch(/name unknown|NAME_UNKNOWN|not known to registry|404 \(Not Found\)/i);
  const refused = await run('skopeo', ['list-tags', '--tls-verify=false', '--no-creds', repository], { environment });
  expect(refused.stderr).toMatch(/unauthorized|authentication required|denied/i);
});

it.each([exported, kept])('podman signs in with it: %s', async (file) => {
  const login = ['login', '--tls-verify=false', '--authfile', file, registry.authority];
  expect((await succeed(run('podman', login, { environment }))).stdout).toMatch(/existing credentials are valid/i);
});

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => {
      resolve();
    });
  });
}
