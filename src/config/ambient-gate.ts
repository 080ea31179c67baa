/** The switch that lets records use the ambient AWS role, in the words that people have to write. */

/** The line that opens the gate (anchore-engine's setting and spelling). */
export const ambientGateLine = 'allow_awsecr_iam_auto: True';

/** The hint for a refused `awsauto`: which line goes into which file. */
export function ambientGateHint(configFile: string): string {
  return `put the line '${ambientGateLine}' into ${configFile}`;
}
