/** The switch that lets records use the ambient AWS role, in the words that people have to write. */
import type { Hint } from '../errors.js';
import { setLineCommand } from './set-line-command.js';

/** The line that opens the gate (anchore-engine's setting and spelling). */
export const ambientGateLine = 'allow_awsecr_iam_auto: True';

/**
 * The hint for a refused `awsauto`: the command that opens the gate; `isSet` when config.yaml has the switch, at False.
 */
export function ambientGateHint(configFile: string, isSet: boolean): Hint {
  return setLineCommand(configFile, ambientGateLine, isSet);
}
