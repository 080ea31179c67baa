/**
 * Runs the helper where its home cannot be written, by root neither: a read-only bind mount in a mount namespace of its
 * own.
 */
import { spawnSync } from 'node:child_process';
import { type Ended, helper, run } from '../support/spawned.js';

/** unshare(1) flags: an ordinary user needs a user namespace to mount anything. */
const namespaces = process.geteuid?.() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';

/**
 * One action with `TS_REG_HOME` on a read-only file system.
 * @throws {Error} when this machine cannot make one: the promise is then not tested, which must not pass for kept.
 */
export function askReadOnly(folder: string, action: string, input: string): Promise<Ended> {
  const probe = spawnSync('unshare', [
    ...namespaces,
    '/bin/sh',
    '-c',
    script,
    'sh',
    folder,
    '/bin/sh',
    '-c',
    '! touch "$0/x" 2>/dev/null',
    folder,
  ]);
  if (probe.status !== 0) {
    throw new Error(
      `needs unshare(1) and mount(8) with the right to use them (user namespaces or root): ${probe.error?.message ?? String(probe.stderr)}`,
    );
  }
  return run('unshare', [...namespaces, '/bin/sh', '-c', script, 'sh', folder, helper, action], {
    environment: { TS_REG_HOME: folder },
    input,
  });
}
