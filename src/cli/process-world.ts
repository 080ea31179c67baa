/** The real process as a World; the only place that touches `process` and the clock. */
import { homedir } from 'node:os';
import type { World } from './world.js';

/** Reads the process once; signals are the caller's. */
export function processWorld(interrupted: AbortSignal): World {
  return {
    environment: process.env,
    platform: process.platform,
    homeFolder: homeFolder(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: Date.now,
    interrupted,
  };
}

/** HOME unset is a setting of its own (cron, containers): no guess from the user database then. */
function homeFolder(): string {
  if (process.platform !== 'win32') return process.env['HOME'] ?? '';
  return process.env['USERPROFILE'] ?? homedir();
}
