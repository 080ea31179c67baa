/** In which region STS is asked and signed for. */
import { describe, expect, it } from 'vitest';
import { stsRegion } from '../../src/ecr/sts-region.js';

const arn = (partition: string): string => `arn:${partition}:iam::1:role/r`;
const place = { regions: ['eu-west-1', 'eu-central-1'], registryRegion: 'us-east-1', endpoint: undefined };

describe('the region of STS', () => {
  it.each<[string, Partial<Parameters<typeof stsRegion>[0]>, string, string]>([
    ['the environment’s first', {}, 'aws', 'eu-west-1'],
    ['the registry’s when nothing is set', { regions: [] }, 'aws', 'us-east-1'],
    ['the first in the partition of the role', { registryRegion: 'cn-north-1' }, 'aws-cn', 'cn-north-1'],
    [
      'the profile’s, where the environment’s is in another partition',
      { regions: ['cn-north-1', 'us-gov-west-1'] },
      'aws-us-gov',
      'us-gov-west-1',
    ],
    [
      'that of a private endpoint',
      { endpoint: 'https://vpce-0123-abc.sts.ap-south-1.vpce.amazonaws.com' },
      'aws',
      'ap-south-1',
    ],
    ['that of a regional endpoint', { endpoint: 'https://sts.sa-east-1.amazonaws.com' }, 'aws', 'sa-east-1'],
    ['that of a FIPS endpoint', { endpoint: 'https://sts-fips.us-west-2.amazonaws.com/' }, 'aws', 'us-west-2'],
    ['that of a dual-stack endpoint', { endpoint: 'https://sts.us-west-1.api.aws' }, 'aws', 'us-west-1'],
    ['us-east-1 for the global endpoint', { endpoint: 'https://sts.amazonaws.com' }, 'aws', 'us-east-1'],
    ['as without one for an endpoint of one’s own', { endpoint: 'https://aws.example.com' }, 'aws', 'eu-west-1'],
  ])('is %s', (_case, more, partition, region) => {
    expect(stsRegion({ ...place, ...more }, arn(partition))).toBe(region);
  });
});
