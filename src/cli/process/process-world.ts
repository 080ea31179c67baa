/** The real process as a World; our secrets are taken out of its environment. */
import type { Environment } from '../../system/environment.js';
import { secretVariables } from '../../system/child-environment.js';
import { processHome } from './process-home.js';
import { endQuietlyOnBrokenPipe } from './process-setup.js';
import type { World } from './world.js';

/**
 * Takes our secrets out of `process.env`. Its streams are quiet about a reader that has gone away; signals are the
 * caller's. `exitCode` is that of an output that cannot be written.
 */
export function processWorld(process: NodeJS.Process, interrupted: AbortSignal, exitCode: 1 | 2): World {
  const { platform, homeFolder } = processHome(process);
  const environment = takeEnvironment(process);
  let stdout: NodeJS.Process['stdout'] | undefined;
  let stderr: NodeJS.Process['stderr'] | undefined;
  return {
    environment,
    platform,
    homeFolder,
    // Node makes each stream when it is first looked at, and takes up to 4 ms for it; few commands need all three.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return (stdout ??= endQuietlyOnBrokenPipe(process, 'stdout', exitCode));
    },
    get stderr() {
      return (stderr ??= endQuietlyOnBrokenPipe(process, 'stderr', exitCode));
    },
    clock: () => Date.now(),
    interrupted,
  };
}

/** A copy of the environment; the secrets are taken out of the process's own, so that no child inherits them. */
export function takeEnvironment(process: Pick<NodeJS.Process, 'env' | 'platform'>): Environment {
  const taken: Record<string, string | undefined> = { ...process.env };
  // Windows does not tell upper from lower case in names; a copy does.
  if (process.platform === 'win32')
    for (const [name, value] of Object.entries(process.env)) taken[name.toUpperCase()] ??= value;
  for (const name of secretVariables) Reflect.deleteProperty(process.env, name);
  return taken;
}
