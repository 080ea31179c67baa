/** In which region STS is asked and signed for. */

export interface StsPlace {
  /** In order of preference: the environment's, the profile's. */
  readonly regions: readonly string[];
  readonly registryRegion: string;
  /** An endpoint that is set, instead of the region's own. */
  readonly endpoint: string | undefined;
}

interface Partition {
  readonly prefix: string;
  readonly name: string;
  /** Of the names of its API hosts. */
  readonly suffix: string;
}

/** AWS General Reference, "Regions and partitions": the prefix tells the partition; everything else is `aws`. */
const partitions: readonly Partition[] = [
  { prefix: 'cn-', name: 'aws-cn', suffix: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', name: 'aws-us-gov', suffix: 'amazonaws.com' },
  { prefix: 'us-isob-', name: 'aws-iso-b', suffix: 'sc2s.sgov.gov' },
  { prefix: 'us-isof-', name: 'aws-iso-f', suffix: 'csp.hci.ic.gov' },
  { prefix: 'us-iso-', name: 'aws-iso', suffix: 'c2s.ic.gov' },
  { prefix: 'eu-isoe-', name: 'aws-iso-e', suffix: 'cloud.adc-e.uk' },
  { prefix: 'eusc-', name: 'aws-eusc', suffix: 'amazonaws.eu' },
];
const main: Partition = { prefix: '', name: 'aws', suffix: 'amazonaws.com' };
const regionalHost = /(?:^|\.)sts(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.|api\.)?[a-z]/;
/** STS's first endpoint, which is in us-east-1. */
const globalHost = 'sts.amazonaws.com';

/** `aws`, `aws-cn`, … */
export function partitionOfRegion(region: string): string {
  return partitionOf(region).name;
}

/**
 * The public API of STS in a region. Told to the SDK, which would else take the `endpoint_url` of another profile, the
 * one of the environment.
 */
export function stsUrl(region: string): string {
  return region === 'aws-global' ? `https://${globalHost}` : `https://sts.${region}.${partitionOf(region).suffix}`;
}

function partitionOf(region: string): Partition {
  return partitions.find(({ prefix }) => region.startsWith(prefix)) ?? main;
}

/**
 * The region of the endpoint that is set, as far as its host tells it. Without one the first that lies in the
 * partition of the role: environment, profile, registry. A request to another region would be refused as signed
 * wrongly.
 */
export function stsRegion({ regions, registryRegion, endpoint }: StsPlace, roleArn: string): string {
  const host = endpoint === undefined ? '' : new URL(endpoint).hostname;
  if (host === globalHost) return 'us-east-1';
  const [, ofHost] = regionalHost.exec(host) ?? [];
  if (ofHost !== undefined && ofHost !== 'amazonaws') return ofHost;
  const partition = roleArn.split(':')[1] ?? 'aws';
  return [...regions, registryRegion].find((region) => partitionOfRegion(region) === partition) ?? registryRegion;
}
