/** The environment of the process, without the secrets of ours for whatever the process starts. */
import type { Environment } from '../../system/environment.js';

/**
 * Variables of ours that are a secret, or a URL that can hold one. The AWS SDK starts a `credential_process` with
 * `process.env` as it is. What belongs to AWS (AWS_SECRET_ACCESS_KEY) and the proxies stay: such a program needs them.
 */
export const secretVariables = [
  'TS_REG_KEY',
  'TS_REG_PASSWORD',
  'TS_REG_PASSPHRASE',
  'TS_REG_NEW_PASSPHRASE',
  'TS_REG_STORE',
  'PGPASSWORD',
  'ANCHORE_CLI_PASS',
  'ANCHORE_CLI_URL',
] as const;

/** A copy of the environment; the secrets are taken out of the process's own, so that no child inherits them. */
export function takeEnvironment(process: Pick<NodeJS.Process, 'env' | 'platform'>): Environment {
  const taken: Record<string, string | undefined> = { ...process.env };
  // Windows does not tell upper from lower case in names; a copy does.
  if (process.platform === 'win32')
    for (const [name, value] of Object.entries(process.env)) taken[name.toUpperCase()] ??= value;
  for (const name of secretVariables) Reflect.deleteProperty(process.env, name);
  return taken;
}
