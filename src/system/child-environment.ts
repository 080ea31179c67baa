/** What a child of ours inherits: the environment without the secrets of ts-reg. */

/**
 * Variables of ours that are a secret, or a URL that can hold one. What belongs to AWS (AWS_SECRET_ACCESS_KEY) and the
 * proxies stay: a `credential_process` needs them.
 */
export const secretVariables: readonly string[] = [
  'TS_REG_KEY',
  'TS_REG_PASSWORD',
  'TS_REG_PASSPHRASE',
  'TS_REG_NEW_PASSPHRASE',
  'TS_REG_STORE',
  'PGPASSWORD',
  'ANCHORE_CLI_PASS',
  'ANCHORE_CLI_URL',
];

/** A copy without {@link secretVariables}, in any case of the names on Windows. */
export function withoutSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !secretVariables.includes(name.toUpperCase())),
  );
}
