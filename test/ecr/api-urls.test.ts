/** The hosts of STS and IAM Identity Center: those that the SDK's endpoint rules give, in every partition. */
import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, it } from 'vitest';
import { partitionOfRegion, ssoUrl, stsUrl } from '../../src/ecr/api-urls.js';

const regions = [
  'us-east-1',
  'eu-west-1',
  'mx-central-1',
  'cn-north-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
];
const choices = [false, true].flatMap((useFips) => [false, true].map((useDualstack) => ({ useFips, useDualstack })));
const cases = regions.flatMap((region) => choices.map((choice) => ({ region, ...choice })));

/** What the SDK has for a service with the usual names, `SERVICE.REGION.SUFFIX`, taken from its rules for ECR. */
function bySdk(service: string, { region, useFips, useDualstack }: (typeof cases)[number]): string {
  const { endpointProvider } = new ECRClient({ region }).config;
  // ECR has no FIPS host of the usual form; the suffix is that of the partition.
  const { hostname } = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: useDualstack }).url;
  const suffix = hostname.slice(hostname.indexOf(region));
  const isFipsAnyway = region.startsWith('us-gov-') && !useDualstack;
  return `https://${service}${useFips && !isFipsAnyway ? '-fips' : ''}.${suffix}`;
}

describe.each(cases)('$region, FIPS $useFips, dual-stack $useDualstack', (one) => {
  it('is asked where the SDK asks', () => {
    expect(stsUrl(one.region, one)).toBe(bySdk('sts', one));
    expect(ssoUrl('portal', one.region, one)).toBe(bySdk('portal.sso', one));
    expect(ssoUrl('oidc', one.region, one)).toBe(bySdk('oidc', one));
  });
});

it.each([
  ['us-east-1', false, false, 'https://sts.us-east-1.amazonaws.com'],
  ['us-east-1', true, false, 'https://sts-fips.us-east-1.amazonaws.com'],
  ['us-east-1', false, true, 'https://sts.us-east-1.api.aws'],
  ['eu-west-1', true, true, 'https://sts-fips.eu-west-1.api.aws'],
  ['us-gov-west-1', true, false, 'https://sts.us-gov-west-1.amazonaws.com'],
  ['us-gov-west-1', true, true, 'https://sts-fips.us-gov-west-1.api.aws'],
  ['cn-north-1', false, true, 'https://sts.cn-north-1.api.amazonwebservices.com.cn'],
  ['us-iso-east-1', false, false, 'https://sts.us-iso-east-1.c2s.ic.gov'],
  ['eusc-de-east-1', false, true, 'https://sts.eusc-de-east-1.api.amazonwebservices.eu'],
  ['aws-global', false, false, 'https://sts.amazonaws.com'],
  ['aws-global', true, false, 'https://sts-fips.us-east-1.amazonaws.com'],
] as const)('STS of %s (FIPS %s, dual-stack %s) is %s', (region, useFips, useDualstack, url) => {
  expect(stsUrl(region, { useFips, useDualstack })).toBe(url);
});

it.each([
  ['us-east-1', 'aws'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['aws-global', 'aws'],
])('%s is in the partition %s', (region, partition) => {
  expect(partitionOfRegion(region)).toBe(partition);
});
