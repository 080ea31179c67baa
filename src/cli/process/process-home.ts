/** The few facts about the process that the hot path needs. */
import type { Environment } from '../../system/environment.js';

export interface ProcessHome {
  readonly environment: Environment;
  readonly platform: string;
  /** Empty when unknown. */
  readonly homeFolder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** HOME unset is a setting of its own (cron, containers): no guess from the user database then. */
export function processHome(process: NodeJS.Process): ProcessHome {
  const home = process.platform === 'win32' ? process.env['USERPROFILE'] : process.env['HOME'];
  return { environment: process.env, platform: process.platform, homeFolder: home ?? '', now: Date.now() };
}
