/** Commands for hints that put a line into config.yaml, to be copied into a shell. */
import { dirname } from 'node:path';
import type { Hint } from '../errors.js';
import { hint } from '../system/hint.js';
import { shellOf } from '../system/shell-words.js';

/**
 * A command that sets a key of config.yaml: `line` is `key: value`. What else the file says stays, also where its last
 * line has no end; a key that `isSet` gets its new value in its place, as YAML has no key twice.
 */
export function setLineCommand(configFile: string, line: string, isSet: boolean): Hint {
  const [key = ''] = line.split(':');
  if (isSet && shellOf(process.platform) === 'powershell')
    return hint`(Get-Content ${configFile}) -replace ${`^${key}:.*`},${line} | Set-Content ${configFile}`;
  if (isSet) return hint`sed -i.bak ${`s|^${key}:.*|${line}|`} ${configFile}`;
  return hint`mkdir -p ${dirname(configFile)} && printf '\\n%s\\n' ${line} >> ${configFile}`;
}

/** The line that opens the gate (anchore-engine's setting and spelling). */
export const ambientGateLine = 'allow_awsecr_iam_auto: True';

/**
 * The hint for a refused `awsauto`: the command that opens the gate; `isSet` when config.yaml has the switch, at False.
 */
export function ambientGateHint(configFile: string, isSet: boolean): Hint {
  return setLineCommand(configFile, ambientGateLine, isSet);
}
