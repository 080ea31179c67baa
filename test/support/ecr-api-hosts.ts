/** Which API host belongs to which ECR registry host: every partition, with FIPS and dual-stack where they exist. */
import { account } from './aws-exchange.js';

/** Registry host → API host: partition, whether the registry host is a FIPS one, whether it is dual-stack. */
export const apiHostTable = [
  ['aws', `${account}.dkr.ecr.us-east-1.amazonaws.com`, 'api.ecr.us-east-1.amazonaws.com'],
  ['aws, FIPS', `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`, 'api.ecr-fips.us-east-1.amazonaws.com'],
  ['aws, dual-stack', `${account}.dkr-ecr.eu-west-1.on.aws`, 'api.ecr.eu-west-1.amazonaws.com'],
  ['aws, FIPS and dual-stack', `${account}.dkr-ecr-fips.us-west-2.on.aws`, 'api.ecr-fips.us-west-2.amazonaws.com'],
  [
    'aws, a region that nobody has heard of',
    `${account}.dkr.ecr.mars-north-7.amazonaws.com`,
    'api.ecr.mars-north-7.amazonaws.com',
  ],
  ['China', `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'api.ecr.cn-north-1.amazonaws.com.cn'],
  [
    'China, dual-stack',
    `${account}.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn`,
    'api.ecr.cn-northwest-1.amazonaws.com.cn',
  ],
  ['GovCloud', `${account}.dkr.ecr.us-gov-west-1.amazonaws.com`, 'api.ecr.us-gov-west-1.amazonaws.com'],
  ['GovCloud, FIPS', `${account}.dkr.ecr-fips.us-gov-east-1.amazonaws.com`, 'api.ecr-fips.us-gov-east-1.amazonaws.com'],
  [
    'GovCloud, FIPS and dual-stack',
    `${account}.dkr-ecr-fips.us-gov-west-1.on.aws`,
    'api.ecr-fips.us-gov-west-1.amazonaws.com',
  ],
  ['European Sovereign Cloud', `${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, 'api.ecr.eusc-de-east-1.amazonaws.eu'],
  [
    'European Sovereign Cloud, dual-stack',
    `${account}.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu`,
    'api.ecr.eusc-de-east-1.amazonaws.eu',
  ],
  ['ISO', `${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, 'api.ecr.us-iso-east-1.c2s.ic.gov'],
  ['ISO, dual-stack', `${account}.dkr-ecr.us-iso-west-1.on.aws.ic.gov`, 'api.ecr.us-iso-west-1.c2s.ic.gov'],
  ['ISO-B', `${account}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`, 'api.ecr.us-isob-east-1.sc2s.sgov.gov'],
  ['ISO-B, dual-stack', `${account}.dkr-ecr.us-isob-east-1.on.aws.scloud`, 'api.ecr.us-isob-east-1.sc2s.sgov.gov'],
  ['ISO-E', `${account}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`, 'api.ecr.eu-isoe-west-1.cloud.adc-e.uk'],
  [
    'ISO-E, dual-stack',
    `${account}.dkr-ecr.eu-isoe-west-1.on.cloud-aws.adc-e.uk`,
    'api.ecr.eu-isoe-west-1.cloud.adc-e.uk',
  ],
  ['ISO-F', `${account}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`, 'api.ecr.us-isof-south-1.csp.hci.ic.gov'],
  ['ISO-F, dual-stack', `${account}.dkr-ecr.us-isof-east-1.on.aws.hci.ic.gov`, 'api.ecr.us-isof-east-1.csp.hci.ic.gov'],
  ['ECR Public', 'public.ecr.aws', 'api.ecr-public.us-east-1.amazonaws.com'],
  ['ECR Public, its other name', 'ecr-public.aws.com', 'api.ecr-public.us-east-1.amazonaws.com'],
] as const;
