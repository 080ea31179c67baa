/** Exchange and ping for the trial of stored credentials, set up by the same settings as for a pull. */
import type { Storage } from '../../../assembly/storage.js';
import type { Settings } from '../../../config/settings.js';
import { createRegistryPing } from '../../../distribution/registry-ping.js';
import { machineRoleSetting } from '../../../ecr/profile-credentials.js';
import { createTokenExchange } from '../../../ecr/token-exchange.js';
import { readCertificateAuthorities } from '../../../http/certificate-authorities.js';
import { createTokenRenewal } from '../../../registry-store/token-renewal.js';
import { ambientChoice } from '../../../registry/ambient-choice.js';
import type { RegistryPing } from '../../../registry/registry-ping.js';
import type { TokenExchange } from '../../../registry/token-exchange.js';
import type { Output } from '../../output/output.js';
import type { World } from '../../process/world.js';
import type { CheckOptions } from './registry-check.js';

export interface CheckDependenciesOptions {
  readonly world: World;
  readonly output: Output;
  readonly settings: Settings;
  readonly storage: Pick<Storage, 'records' | 'tokens'>;
  /** PEM texts for AWS. */
  readonly certificateAuthorities: readonly string[];
  /** Milliseconds that what is begun now may take at most; `timeout` bounds it too. */
  readonly left: () => number;
}

/**
 * Unlike `registry check`, which gets only yes or no, these report the source of the AWS credentials.
 * @throws {TsRegError} `io` for a file of authorities that cannot be used.
 */
export async function checkDependencies({
  world,
  output,
  settings,
  storage,
  certificateAuthorities,
  left,
}: CheckDependenciesOptions): Promise<CheckOptions['rooms']> {
  const { environment, clock } = world;
  const { timeoutMs, endpoints } = settings;
  const debug = (line: string): void => {
    output.debug(line);
  };
  // AWS_CA_BUNDLE is for AWS alone.
  const authorities = await readCertificateAuthorities({ caFile: settings.caFile, environment });
  const bound = (): number => Math.max(1, Math.floor(Math.min(timeoutMs, left())));
  const ping: RegistryPing = {
    ping: (request) =>
      createRegistryPing({ environment, certificateAuthorities: authorities, timeoutMs: bound() }).ping(request),
  };
  const exchange: TokenExchange = {
    exchange: (request) =>
      createTokenExchange({
        environment,
        certificateAuthorities,
        endpoints,
        timeoutMs: bound(),
        clock,
        debug,
      }).exchange(request),
    machineRoleSetting: (profile) => machineRoleSetting(profile, environment),
  };
  const gate = { allowed: settings.allowAmbientRole, hint: settings.ambientGateHint };
  const renewal = createTokenRenewal({
    records: storage.records,
    tokens: storage.tokens,
    exchange,
    ping,
    gate,
    ambientChoice: ambientChoice(environment),
    clock,
    report: (problem) => {
      output.report(problem);
    },
    debug,
  });
  return { renewal, ping, gate, clock, debug };
}
