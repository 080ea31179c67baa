/** The few facts about the process that the hot path needs. */
import type { Environment } from '../../system/environment.js';
import { homeFolderOf } from '../../system/home-folder.js';

export interface ProcessHome {
  readonly environment: Environment;
  readonly platform: string;
  /** Empty when unknown. */
  readonly homeFolder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function processHome({ env, platform }: Pick<NodeJS.Process, 'env' | 'platform'>): ProcessHome {
  return { environment: env, platform, homeFolder: homeFolderOf(env, platform), now: Date.now() };
}
