/** In which region STS is asked and signed for. */
import { globalStsHost, partitionOfRegion } from './api-urls.js';

export interface StsPlace {
  /** In order of preference: the environment's, the profile's. */
  readonly regions: readonly string[];
  readonly registryRegion: string;
  /** An endpoint that is set, instead of the region's own. */
  readonly endpoint: string | undefined;
}

const regionalHost = /(?:^|\.)sts(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.|api\.)?[a-z]/;
/**
 * The region of the endpoint that is set, as far as its host tells it. Without one the first that lies in the
 * partition of the role: environment, profile, registry. A request to another region would be refused as signed
 * wrongly.
 */
export function stsRegion({ regions, registryRegion, endpoint }: StsPlace, roleArn: string): string {
  const host = endpoint === undefined ? '' : new URL(endpoint).hostname;
  if (host === globalStsHost) return 'us-east-1';
  const [, ofHost] = regionalHost.exec(host) ?? [];
  if (ofHost !== undefined && ofHost !== 'amazonaws') return ofHost;
  const partition = roleArn.split(':')[1] ?? 'aws';
  return [...regions, registryRegion].find((region) => partitionOfRegion(region) === partition) ?? registryRegion;
}
