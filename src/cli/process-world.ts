/** The real process as a World. */
import { processHome } from './process-home.js';
import type { World } from './world.js';

/** Reads the process once; signals are the caller's. */
export function processWorld(process: NodeJS.Process, interrupted: AbortSignal): World {
  const { environment, platform, homeFolder } = processHome(process);
  return {
    environment,
    platform,
    homeFolder,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: () => Date.now(),
    interrupted,
  };
}
