/**
 * The public API of STS and IAM Identity Center in a region, by the SDK's endpoint rules. Told to the SDK, which would
 * else take the `endpoint_url` of another profile, the one of the environment.
 */

interface Partition {
  /** What its regions begin with; everything else is `aws`. */
  readonly prefix: string;
  readonly name: string;
  /** Of the names of its API hosts. */
  readonly suffix: string;
  readonly dualStackSuffix: string;
}

export interface HostChoice {
  readonly useFips: boolean;
  readonly useDualstack: boolean;
}

/** AWS General Reference, "Regions and partitions"; the suffixes are those of the SDK's list of partitions. */
const partitions: readonly Partition[] = [
  { prefix: 'cn-', name: 'aws-cn', suffix: 'amazonaws.com.cn', dualStackSuffix: 'api.amazonwebservices.com.cn' },
  { prefix: 'us-gov-', name: 'aws-us-gov', suffix: 'amazonaws.com', dualStackSuffix: 'api.aws' },
  { prefix: 'us-isob-', name: 'aws-iso-b', suffix: 'sc2s.sgov.gov', dualStackSuffix: 'api.aws.scloud' },
  { prefix: 'us-isof-', name: 'aws-iso-f', suffix: 'csp.hci.ic.gov', dualStackSuffix: 'api.aws.hci.ic.gov' },
  { prefix: 'us-iso-', name: 'aws-iso', suffix: 'c2s.ic.gov', dualStackSuffix: 'api.aws.ic.gov' },
  { prefix: 'eu-isoe-', name: 'aws-iso-e', suffix: 'cloud.adc-e.uk', dualStackSuffix: 'api.cloud-aws.adc-e.uk' },
  { prefix: 'eusc-', name: 'aws-eusc', suffix: 'amazonaws.eu', dualStackSuffix: 'api.amazonwebservices.eu' },
];
const main: Partition = { prefix: '', name: 'aws', suffix: 'amazonaws.com', dualStackSuffix: 'api.aws' };
/** STS's first endpoint, which is in us-east-1. */
export const globalStsHost = 'sts.amazonaws.com';

/** `aws`, `aws-cn`, … */
export function partitionOfRegion(region: string): string {
  return partitionOf(region).name;
}

/** The first endpoint of STS has neither FIPS nor dual-stack; its region, us-east-1, has. */
export function stsUrl(region: string, choice: HostChoice): string {
  if (region !== 'aws-global') return apiUrl('sts', region, choice);
  return choice.useFips || choice.useDualstack ? apiUrl('sts', 'us-east-1', choice) : `https://${globalStsHost}`;
}

/** The portal and the OIDC service of IAM Identity Center. */
export function ssoUrl(service: 'portal' | 'oidc', region: string, choice: HostChoice): string {
  return apiUrl(service === 'portal' ? 'portal.sso' : 'oidc', region, choice);
}

function apiUrl(service: string, region: string, { useFips, useDualstack }: HostChoice): string {
  const { name, suffix, dualStackSuffix } = partitionOf(region);
  // In GovCloud the usual hosts are the FIPS ones.
  const isFipsAnyway = name === 'aws-us-gov' && !useDualstack;
  const fips = useFips && !isFipsAnyway ? '-fips' : '';
  return `https://${service}${fips}.${region}.${useDualstack ? dualStackSuffix : suffix}`;
}

function partitionOf(region: string): Partition {
  return partitions.find(({ prefix }) => region.startsWith(prefix)) ?? main;
}
