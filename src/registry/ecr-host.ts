/**
 * Hosts of Amazon ECR, told from look-alikes.
 * Grammar: amazon-ecr-credential-helper `ecr/client.go` (ecrPattern) and the dual-stack host list of the
 * ECR documentation; anchored at both ends, on the host alone, no list of regions (nobody enumerates them).
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

const suffixes = [
  'amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'c2s.ic.gov', 'sc2s.sgov.gov', 'cloud.adc-e.uk', 'csp.hci.ic.gov',
];
const dualStackSuffixes = [
  'on.aws', 'on.amazonwebservices.com.cn', 'on.amazonwebservices.eu', 'on.aws.ic.gov', 'on.aws.scloud',
  'on.cloud-aws.adc-e.uk', 'on.aws.hci.ic.gov',
];
const publicHosts = ['public.ecr.aws', 'ecr-public.aws.com'];
const privateHost = /^([0-9]+)\.dkr[.-]ecr(-fips)?\.([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z0-9.-]+)$/;

/** The parts of an ECR host (lower case, without port), or undefined when it is any other host. */
export function parseEcrHost(host: string): EcrHost | undefined {
  if (publicHosts.includes(host)) return { service: 'ecr-public', region: 'us-east-1' };
  const [, account, fips, region, suffix] = privateHost.exec(host) ?? [];
  if (account === undefined || region === undefined || suffix === undefined) return undefined;
  const dualStack = dualStackSuffixes.includes(suffix);
  if (!dualStack && !suffixes.includes(suffix)) return undefined;
  return { service: 'ecr', account, region, fips: fips !== undefined, dualStack };
}
