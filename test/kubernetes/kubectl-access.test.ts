import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kubectlAccess } from '../../src/kubernetes/kubectl-access.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-kubectl-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function kubectl(script: string): Parameters<typeof kubectlAccess>[0] {
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'kubectl'), 0o755);
  const environment = { PATH: `${folder}:/usr/bin:/bin`, OUT: folder, TS_REG_KEY: 'the-key', KUBECONFIG: 'k' };
  return { environment, platform: 'linux', interrupted: new AbortController().signal };
}

it('starts a proxy on a socket in a private folder, for the paths that are needed, without our secrets', async () => {
  const access = await kubectlAccess(
    kubectl('printf "%s\\n" "$@" > "$OUT/args"; env > "$OUT/env"; echo "Starting to serve on x"; exec sleep 60'),
  );
  const socket = access.place.socketPath ?? '';
  const [command, ...options] = readFileSync(join(folder, 'args'), 'utf8').trim().split('\n');
  expect([command, options[0], options.length]).toEqual(['proxy', `--unix-socket=${socket}`, 2]);
  const accepted = new RegExp(options[1]?.replace('--accept-paths=', '') ?? '');
  for (const path of ['', '/web/secrets/ts-reg', '/web/serviceaccounts/default'])
    expect(accepted.test(`/api/v1/namespaces${path}`)).toBe(true);
  for (const path of ['/api/v1/secrets', '/api/v1/namespaces/web/secrets', '/api/v1/namespaces/web/pods/x', '/'])
    expect(accepted.test(path)).toBe(false);
  const environment = readFileSync(join(folder, 'env'), 'utf8');
  expect(environment).toContain('KUBECONFIG=k');
  expect(environment).not.toContain('the-key');
  expect(existsSync(dirname(socket))).toBe(true);
  access.close();
  expect(existsSync(dirname(socket))).toBe(false);
});

it.each([
  ['echo "error: no context" >&2; exit 1', 'kubectl proxy ended (exit code 1): error: no context'],
  ['echo "Bearer sesame-OPEN-1234567890abc" >&2; exit 3', 'kubectl proxy ended (exit code 3): Bearer [redacted]'],
  ['kill -9 $$', 'kubectl proxy ended (SIGKILL)'],
])('says why it does not start: %s', async (script, message) => {
  const folders = (): number => readdirSync(tmpdir()).filter((name) => /^ts-reg-[A-Za-z0-9]{6}$/.test(name)).length;
  const before = folders();
  await expect(kubectlAccess(kubectl(script))).rejects.toMatchObject({ kind: 'unavailable', message });
  expect(folders()).toBeLessThanOrEqual(before);
});

it.each(['linux', 'win32'])('is refused where it cannot be had: %s', async (platform) => {
  const host = { environment: { PATH: folder }, platform, interrupted: new AbortController().signal };
  await expect(kubectlAccess(host)).rejects.toMatchObject({ kind: 'usage' });
});
