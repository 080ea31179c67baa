/** The environment of the process, without the secrets of ours for whatever the process starts. */
import type { Environment } from '../../config/paths.js';
import { secretVariables } from '../../system/child-environment.js';

/** A copy of the environment; the secrets are taken out of the process's own, so that no child inherits them. */
export function takeEnvironment(process: Pick<NodeJS.Process, 'env' | 'platform'>): Environment {
  const taken: Record<string, string | undefined> = { ...process.env };
  // Windows does not tell upper from lower case in names; a copy does.
  if (process.platform === 'win32')
    for (const [name, value] of Object.entries(process.env)) taken[name.toUpperCase()] ??= value;
  for (const name of secretVariables) Reflect.deleteProperty(process.env, name);
  return taken;
}
