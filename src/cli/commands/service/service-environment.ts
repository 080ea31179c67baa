/** What of this shell a service gets, and what it cannot have. */
import { TsRegError } from '../../../errors.js';
import type { Environment } from '../../../system/environment.js';
import { hint } from '../../../system/hint.js';

const passedOn = [
  'TS_REG_HOME',
  'TS_REG_KEY_FILE',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/**
 * A service starts with an environment of its own, and a unit can be read by everybody.
 * @throws {TsRegError} `usage` when the store opens only with what this shell has.
 */
export function refuseShellSecrets(environment: Environment, keyKind: string): void {
  const secret = ['TS_REG_STORE', 'TS_REG_KEY', 'TS_REG_PASSPHRASE'].find((name) => environment[name]);
  if (secret === undefined && keyKind !== 'passphrase') return;
  const what = secret === undefined ? 'the store has a passphrase' : `${secret} is set in this shell`;
  throw new TsRegError('usage', `${what}, which a service does not get`, {
    hint:
      secret === 'TS_REG_STORE'
        ? hint`write store: into config.yaml, then: unset TS_REG_STORE`
        : hint`ts-reg store rekey file`,
  });
}

/** What decides where the store is and whose identity is used; values that hold a password are left out. */
export function inherited(environment: Environment): readonly (readonly [string, string])[] {
  return passedOn.flatMap((name) => {
    const value = environment[name];
    return value === undefined || value === '' || /:\/\/[^/]*@/.test(value) ? [] : [[name, value] as const];
  });
}
