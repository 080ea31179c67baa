/**
 * What the environment chooses for the default chain of AWS credentials; a token belongs to the choice that it was
 * fetched with.
 */

/** Each names an identity; which keys are behind it may change, as with any rotating key. */
const variables = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ROLE_ARN'] as const;

type ChoiceVariables = Readonly<Partial<Record<(typeof variables)[number], string | undefined>>>;

/** The choice as one text; empty when the environment names nothing. */
export function ambientChoice(environment: ChoiceVariables): string {
  const values = variables.map((name) => environment[name] ?? '');
  return values.every((value) => value === '') ? '' : JSON.stringify(values);
}

/** Whether a kept token is handed out only while the role of this machine is allowed. */
export function usesAmbientRole(token: { readonly fingerprint: string; readonly usesAmbientRole?: boolean }): boolean {
  return token.usesAmbientRole === true || /\.c?$/.test(token.fingerprint);
}

/** Whether a kept token is of a job or pod: only who can prove to be the same one gets it. */
export function isOfJob({ fingerprint }: { readonly fingerprint: string }): boolean {
  return fingerprint.includes('.w');
}

/**
 * Whether a kept token may be handed out in this environment, as far as its fingerprint alone tells; else it must be
 * compared.
 */
export function suitsEnvironment(fingerprint: string, environment: ChoiceVariables): boolean {
  if (fingerprint.endsWith('.c') || isOfJob({ fingerprint })) return false;
  return !fingerprint.endsWith('.') || ambientChoice(environment) === '';
}
