/** Debian's docker-registry, docker client and skopeo, with ts-reg in between. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPrivateCa } from '../support/private-ca.js';
import { run, tsReg } from '../support/spawned.js';
import { type RealRegistry, startRealRegistry } from './real-registry.js';
import { startTokenServer, type TokenServer } from './token-server.js';

const users = { ci: 'right horse:battery' };
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-e2e-'));
const caFile = join(folder, 'ca.pem');
let plain: RealRegistry;
let secure: RealRegistry;
let bearer: RealRegistry;
let tokens: TokenServer;
let home: string;

beforeAll(async () => {
  const ca = await createPrivateCa();
  await ca.writeTo(caFile);
  tokens = await startTokenServer(users);
  [plain, secure, bearer] = await Promise.all([
    startRealRegistry({ users }),
    startRealRegistry({ users, tls: await ca.issue(['localhost']) }),
    startRealRegistry({ tokenServer: tokens }),
  ]);
});
afterAll(async () => {
  await Promise.all([plain.close(), secure.close(), bearer.close(), tokens.close()]);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
});

function registry(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return run(tsReg, ['registry', ...args], { environment: { TS_REG_HOME: home, ...environment } });
}

describe('a docker-registry with htpasswd', () => {
  it('accepts the right password over plain http on loopback', async () => {
    const added = await registry(['add', plain.authority, 'ci', users.ci]);
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    expect(added.stdout).toContain(`Registry: ${plain.authority}\n`);
  });

  it('refuses a wrong password, and nothing is stored', async () => {
    expect(await registry(['add', plain.authority, 'ci', 'wrong'])).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await registry(['list'])).stdout).toBe('\n');
  });

  it('accepts the right password over TLS with a private authority', async () => {
    expect(await registry(['add', secure.authority, 'ci', users.ci], { NODE_EXTRA_CA_CERTS: caFile })).toMatchObject({
      exitCode: 0,
    });
  });

  it('refuses an unknown authority, and takes it with --insecure', async () => {
    expect(await registry(['add', secure.authority, 'ci', users.ci])).toMatchObject({ exitCode: 1 });
    const insecure = await registry(['add', secure.authority, 'ci', users.ci, '--insecure']);
    expect(insecure.exitCode, insecure.stderr).toBe(0);
  });

  it('gives skopeo a password by `registry token` that logs in', async () => {
    await registry(['add', plain.authority, 'ci', users.ci]);
    const { stdout } = await registry(['token', plain.authority]);
    const login = await run(
      'skopeo',
      [
        'login',
        '--tls-verify=false',
        '--authfile',
        join(home, 'auth.json'),
        '-u',
        'ci',
        '--password-stdin',
        plain.authority,
      ],
      { input: stdout },
    );
    expect(login.exitCode, login.stderr).toBe(0);
    const wrong = await run(
      'skopeo',
      [
        'login',
        '--tls-verify=false',
        '--authfile',
        join(home, 'auth2.json'),
        '-u',
        'ci',
        '--password-stdin',
        plain.authority,
      ],
      { input: 'wrong\n' },
    );
    expect(wrong.exitCode).not.toBe(0);
  });
});

describe('a docker-registry with token authentication', () => {
  it('accepts the right password and refuses a wrong one', async () => {
    expect(await registry(['add', bearer.authority, 'ci', 'wrong'])).toMatchObject({ exitCode: 1 });
    expect(await registry(['add', bearer.authority, 'ci', users.ci])).toMatchObject({ exitCode: 0 });
  });
});
