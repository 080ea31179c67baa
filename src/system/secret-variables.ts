/** Variables that hold secrets of ours; no program that we start gets them. */

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

/** The environment for a child, without the secrets of ours. */
export function withoutSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const names: readonly string[] = secretVariables;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}
