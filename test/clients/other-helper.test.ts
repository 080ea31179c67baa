/** Other credential helpers are asked as docker asks them, within bounds. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HelperHost, listOf, loginAt } from '../../src/clients/other-helper.js';
import { secretVariables } from '../../src/system/child-environment.js';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'ts-reg-other-'));
});
afterEach(() => {
  rmSync(bin, { recursive: true, force: true });
});

function helper(script: string, name = 'desktop'): void {
  writeFileSync(join(bin, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function host(options: Partial<HelperHost> = {}): HelperHost {
  return {
    environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ...options.environment },
    platform: 'linux',
    interrupted: options.interrupted ?? new AbortController().signal,
    timeMs: options.timeMs ?? 20_000,
  };
}

const get = async (options: Partial<HelperHost> = {}): Promise<unknown> => {
  const answer = await loginAt('desktop', 'r.example.com', host(options));
  return 'failure' in answer ? answer.failure : [answer.value.username, answer.value.password.reveal()];
};
const list = async (options: Partial<HelperHost> = {}): Promise<unknown> => {
  const answer = await listOf('desktop', host(options));
  return 'failure' in answer ? answer.failure : answer.value;
};

describe('get', () => {
  it('gives the address on stdin, and reads user and password', async () => {
    helper(`[ "$1" = get ] && cat > "${bin}/asked" && echo '{"ServerURL":"x","Username":"ü","Secret":"p w"}'`);
    expect(await get()).toEqual(['ü', 'p w']);
    expect(readFileSync(join(bin, 'asked'), 'utf8')).toBe('r.example.com\n');
  });

  it('hands none of the secrets of ts-reg to the helper', async () => {
    helper(`env > "${bin}/env"; echo '{"Username":"u","Secret":"p"}'`);
    await get({ environment: Object.fromEntries([...secretVariables, 'HOME'].map((name) => [name, 'canary-1'])) });
    expect(readFileSync(join(bin, 'env'), 'utf8').match(/^.*canary-1$/gm)).toEqual(['HOME=canary-1']);
  });

  it.each([
    ["echo 'credentials not found in native keychain'; exit 1", 'has no password for it'],
    ["echo 'gpg: no secret key'; exit 1", 'get failed: gpg: no secret key'],
    ['exit 3', 'get failed (exit code 3)'],
    [`echo '{"Username":"u","Secret":"canary"}'; exit 1`, 'get failed (exit code 1)'],
    [String.raw`printf 'a\033[31mb\nsecond'; exit 1`, 'get failed: a [31mb'],
    ['kill -9 $$', 'get failed (SIGKILL)'],
    ['echo nothing', 'get did not print a user and a password'],
    [`echo '{"Username":"u"}'`, 'get did not print a user and a password'],
    [`echo '{"Username":"u","Secret":7}'`, 'get did not print a user and a password'],
    [`echo '{"Username":"","Secret":""}'`, 'has no password for it'],
    [`echo '{"Username":"a","username":"b","Secret":"p"}'`, 'get did not print a user and a password'],
  ])('says why there is none: %s', async (script, reason) => {
    helper(script);
    expect(await get()).toBe(reason);
  });

  it('starts no program for a name that is a path, and none that is not on the PATH', async () => {
    helper(`touch "${bin}/ran"`, 'x');
    for (const name of ['../x', 'x/../x', '', 'x y', '-x', 'none', `x\u0000`])
      expect(await loginAt(name, 'r.example.com', host())).toEqual({ failure: 'is not on the PATH' });
    expect(existsSync(join(bin, 'ran'))).toBe(false);
  });
});

describe('list', () => {
  it('reads the addresses, each once', async () => {
    helper(`echo '{"https://index.docker.io/v1/":"me","r.example.com":"u","r.example.com/x":""}'`);
    expect(await list()).toEqual(['https://index.docker.io/v1/', 'r.example.com', 'r.example.com/x']);
    helper('echo "{}"');
    expect(await list()).toEqual([]);
    helper('echo "[]"');
    expect(await list()).toBe('list did not print a JSON object');
  });
});

describe('a helper without an end', () => {
  it('is ended after its time, with the programs that hold its pipes left behind', async () => {
    helper('sleep 30 & sleep 30');
    const started = performance.now();
    expect(await list({ timeMs: 300 })).toBe('list did not end within 0.3 s; does it wait for an answer?');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('is ended when it prints without end, on stdout; on stderr it may', async () => {
    helper('yes');
    expect(await list()).toBe('list printed more than 1024 KiB');
    helper(`head -c 3000000 /dev/zero >&2; echo '{"Username":"u","Secret":"p"}'`);
    expect(await get()).toEqual(['u', 'p']);
  });

  it('is ended by Ctrl-C', async () => {
    helper('sleep 30');
    const interrupted = new AbortController();
    setTimeout(() => {
      interrupted.abort();
    }, 200);
    expect(await list({ interrupted: interrupted.signal })).toBe('list was interrupted');
  });
});
