/**
 * The process `docker-credential-ts-reg`: answers from a kept token with nothing but that file, and is a good citizen
 * of the shell.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolvePaths } from '../../../src/config/paths.js';
import { identityFingerprint } from '../../../src/registry/identity-fingerprint.js';
import { identityOf } from '../../../src/registry/identity.js';
import { Secret } from '../../../src/secret.js';
import { type FileStore, openFileStore } from '../../../src/storage/file-store.js';
import { type Ended, helper, run } from '../../support/spawned.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const secret = new Secret('wJalrXUtnFEMI');
let home: string;
let files: FileStore;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-helper-'));
  const paths = resolvePaths({ TS_REG_HOME: home }, 'linux', '');
  files = openFileStore({ paths, key: { kind: 'file', path: paths.keyFile }, warn: () => undefined });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function ask(action: string, input = ''): Promise<Ended> {
  return run(helper, [action], { environment: { TS_REG_HOME: home }, input });
}

async function addEcr(left: number): Promise<void> {
  const now = Date.now();
  const endpoint = 'http://127.0.0.1:1';
  await files.records.insert({
    registry: ecr,
    name: ecr,
    type: 'awsecr',
    user: 'AKIA',
    secret,
    verifyTls: true,
    origin: 'add',
    location: { endpoint },
    createdAt: 0,
    updatedAt: 0,
    version: 1,
  });
  const fingerprint = identityFingerprint(identityOf('AKIA', secret), { endpoint }, '');
  const token = {
    username: 'AWS',
    password: new Secret('kept-token'),
    issuedAt: now + left - 43_200_000,
    expiresAt: now + left,
    fingerprint,
  };
  await files.tokens.withLock(ecr, { wait: true }, (turn) => turn.keep(token));
}

const answer = (serverUrl: string, user: string, password: string): string =>
  `${JSON.stringify({ ServerURL: serverUrl, Username: user, Secret: password })}\n`;

describe('get', () => {
  it.each([ecr, `${ecr}\n`, `https://${ecr}\n`, `https://${ecr}/v2/`])(
    'answers %j from a fresh token, on one line',
    async (address) => {
      await addEcr(11 * 3_600_000);
      expect(await ask('get', address)).toEqual({
        exitCode: 0,
        stdout: answer(address.trim(), 'AWS', 'kept-token'),
        stderr: '',
      });
    },
  );

  it('answers from a token past half of its life when AWS cannot be reached', async () => {
    await addEcr(3 * 3_600_000);
    expect(await ask('get', ecr)).toEqual({ exitCode: 0, stdout: answer(ecr, 'AWS', 'kept-token'), stderr: '' });
  });

  it('never answers from an expired token, and says why there is none instead of not-found', async () => {
    await addEcr(-1_000);
    const { exitCode, stdout, stderr } = await ask('get', ecr);
    expect([exitCode, stderr]).toEqual([1, `docker-credential-ts-reg: ${stdout}`]);
    expect(stdout).toMatch(
      /^cannot refresh credentials for supplied registry, with supplied credentials - exception: .+\n$/,
    );
    expect(stdout).not.toContain('kept-token');
  });

  it('answers passwords, and not-found in the words that clients compare', async () => {
    await ask('store', JSON.stringify({ ServerURL: 'https://r.example.com', Username: 'ci', Secret: 'p "w' }));
    expect((await ask('get', 'r.example.com')).stdout).toBe(answer('r.example.com', 'ci', 'p "w'));
    expect(await ask('get', 'other.example.com')).toEqual({
      exitCode: 1,
      stdout: 'credentials not found in native keychain\n',
      stderr: '',
    });
    expect((await ask('get', '\n')).stdout).toBe('no credentials server URL\n');
  });

  it('gives no host the token of another, whatever stands around the address', async () => {
    await addEcr(11 * 3_600_000);
    for (const address of [
      `${ecr}\nr.example.com`,
      `r.example.com\r${ecr}`,
      `${ecr}.evil.example`,
      `x@${ecr}`,
      `${ecr}\0`,
    ]) {
      const { exitCode, stdout } = await ask('get', address);
      expect(exitCode, address).toBe(1);
      expect(stdout).not.toContain('kept-token');
    }
  });

  it('takes the home of the password database when there is no HOME, as docker does', async () => {
    const { exitCode, stdout } = await run(helper, ['get'], { input: 'never.example.com' });
    expect([exitCode, stdout]).toEqual([1, 'credentials not found in native keychain\n']);
  });

  it('takes a closed standard input for an empty one', async () => {
    const { exitCode, stdout } = await run('/bin/sh', ['-c', 'exec "$0" get <&-', helper], {
      environment: { TS_REG_HOME: home },
    });
    expect([exitCode, stdout]).toEqual([1, 'no credentials server URL\n']);
  });

  it.each(['a known address', 'an unknown address'])(
    'ends without a word when nobody reads the answer to %s',
    async (kind) => {
      await addEcr(11 * 3_600_000);
      const { stderr, signal } = await askUnread(kind === 'a known address' ? ecr : 'other.example.com');
      expect({ stderr, signal }).toEqual({ stderr: '', signal: null });
    },
  );
});

describe('the whole protocol', () => {
  it('stores, lists and erases', async () => {
    expect(
      await ask('store', JSON.stringify({ ServerURL: 'r.example.com:5000', Username: 'ci', Secret: 'p' })),
    ).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await ask('list')).stdout).toBe('{"r.example.com:5000":"ci"}\n');
    expect(await ask('erase', 'r.example.com:5000')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await ask('list')).toEqual({ exitCode: 0, stdout: '{}\n', stderr: '' });
  });

  it('tells its version and its use', async () => {
    const { version } = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'),
    ) as { version: string };
    expect(await ask('version')).toEqual({
      exitCode: 0,
      stdout: `docker-credential-ts-reg (ts-reg) ${version}\n`,
      stderr: '',
    });
    expect(await run(helper, [])).toEqual({
      exitCode: 1,
      stdout: 'Usage: docker-credential-ts-reg <store|get|erase|list|version>\n',
      stderr: '',
    });
  });
});

/** Asks for a credential after the reading end of stdout was closed. */
function askUnread(address: string): Promise<{ readonly stderr: string; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(helper, ['get'], { env: { PATH: process.env['PATH'], TS_REG_HOME: home } });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (_, signal) => {
      resolve({ stderr, signal });
    });
    child.stdout.destroy();
    child.stdout.on('close', () => child.stdin.end(address));
  });
}
