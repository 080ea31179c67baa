/**
 * Parses Amazon ECR hosts and rejects look-alikes.
 * Grammar: amazon-ecr-credential-helper `ecr/client.go` (ecrPattern) and the dual-stack host list of the
 * ECR documentation; anchored at both ends, on the host alone, no list of regions (it would be incomplete).
 */

/** A private registry of one account in one region. */
export interface EcrPrivateHost {
  readonly service: 'ecr';
  /** Text, not a number: accounts can begin with zeros. */
  readonly account: string;
  readonly region: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/** ECR Public; its API lives in us-east-1 only. */
export interface EcrPublicHost {
  readonly service: 'ecr-public';
  readonly region: 'us-east-1';
}

export type EcrHost = EcrPrivateHost | EcrPublicHost;

/** One group of regions with domains of its own (AWS General Reference, "Amazon ECR endpoints"). */
export interface EcrPartition {
  /** What its regions begin with; the empty text is for all that no other partition claims. */
  readonly regionPrefix: string;
  readonly suffix: string;
  readonly dualStackSuffix: string;
}

/** The only list of Amazon's suffixes; the partition of most regions comes last. */
export const ecrPartitions: readonly EcrPartition[] = [
  { regionPrefix: 'cn-', suffix: 'amazonaws.com.cn', dualStackSuffix: 'on.amazonwebservices.com.cn' },
  { regionPrefix: 'eusc-', suffix: 'amazonaws.eu', dualStackSuffix: 'on.amazonwebservices.eu' },
  { regionPrefix: 'us-iso-', suffix: 'c2s.ic.gov', dualStackSuffix: 'on.aws.ic.gov' },
  { regionPrefix: 'us-isob-', suffix: 'sc2s.sgov.gov', dualStackSuffix: 'on.aws.scloud' },
  { regionPrefix: 'eu-isoe-', suffix: 'cloud.adc-e.uk', dualStackSuffix: 'on.cloud-aws.adc-e.uk' },
  { regionPrefix: 'us-isof-', suffix: 'csp.hci.ic.gov', dualStackSuffix: 'on.aws.hci.ic.gov' },
  { regionPrefix: '', suffix: 'amazonaws.com', dualStackSuffix: 'on.aws' },
];
export const ecrPublicHosts = ['public.ecr.aws', 'ecr-public.aws.com'];
const privateHost = /^([0-9]+)\.dkr[.-]ecr(-fips)?\.([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z0-9.-]+)$/;

/** The parts of an ECR host (lower case, without port), or undefined when it is any other host. */
export function parseEcrHost(host: string): EcrHost | undefined {
  if (ecrPublicHosts.includes(host)) return { service: 'ecr-public', region: 'us-east-1' };
  const [, account, fips, region, suffix] = privateHost.exec(host) ?? [];
  if (account === undefined || region === undefined || suffix === undefined) return undefined;
  const dualStack = ecrPartitions.some(({ dualStackSuffix }) => dualStackSuffix === suffix);
  if (!dualStack && !ecrPartitions.some((partition) => partition.suffix === suffix)) return undefined;
  return { service: 'ecr', account, region, fips: fips !== undefined, dualStack };
}
