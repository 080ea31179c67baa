/** Where the token of an awsecr record comes from: from the host name, or from `--region` and `--account`. */
import { TsRegError } from '../errors.js';
import type { EcrHost } from '../registry/ecr-host.js';
import type { EcrLocation } from '../registry/record.js';
import type { RegistryName } from '../registry/registry-name.js';
import { hint } from '../system/hint.js';

/**
 * The ECR registry that issues the token. `--region` wins over the host's own (a replica behind a custom name).
 * @throws {TsRegError} `refused` when neither tells the region.
 */
export function ecrTarget({ text: registry, ecrHost: host }: RegistryName, location: EcrLocation): EcrHost {
  if (host && location.region === undefined && location.account === undefined) return host;
  const known = host?.service === 'ecr' ? host : undefined;
  const region = location.region ?? known?.region;
  if (region === undefined) {
    throw new TsRegError('refused', `cannot tell the AWS region of ${registry} from its name`, {
      httpCode: 406,
      hint: hint`add --region, for example: ts-reg registry add ${registry} AKIA… --registry-type awsecr --region
        us-east-1`,
    });
  }
  return {
    service: 'ecr',
    account: location.account ?? known?.account ?? '',
    region,
    fips: known?.fips ?? false,
    dualStack: known?.dualStack ?? false,
  };
}
