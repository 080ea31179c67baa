/** The switch that lets records use the ambient AWS role, in the words that people have to write. */
import { dirname } from 'node:path';

/** The line that opens the gate (anchore-engine's setting and spelling). */
export const ambientGateLine = 'allow_awsecr_iam_auto: True';

/** The hint for a refused `awsauto`: the command that writes the line, also where there are no settings yet. */
export function ambientGateHint(configFile: string): string {
  return appendLineCommand(configFile, ambientGateLine);
}

/** A command that adds a line to config.yaml, to be copied into a shell. */
export function appendLineCommand(configFile: string, line: string): string {
  return `mkdir -p '${dirname(configFile)}' && echo '${line}' >> '${configFile}'`;
}
