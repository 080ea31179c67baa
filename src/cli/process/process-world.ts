/** The real process as a World. */
import { takeEnvironment } from './process-environment.js';
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
