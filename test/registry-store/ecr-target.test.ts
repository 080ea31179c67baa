/** Which ECR a record means. */
import { describe, expect, it } from 'vitest';
import { ecrTarget } from '../../src/registry-store/ecr-target.js';
import type { EcrHost } from '../../src/registry/ecr-host.js';
import type { EcrLocation } from '../../src/registry/record.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';

const host = '000123456789.dkr.ecr-fips.us-gov-west-1.amazonaws.com';

const target = (registry: string, location: EcrLocation): EcrHost => ecrTarget(parseRegistryName(registry), location);

describe('the target of an awsecr record', () => {
  it('is what its host says, leading zeros included', () => {
    expect(target(host, {})).toEqual({
      service: 'ecr',
      account: '000123456789',
      region: 'us-gov-west-1',
      fips: true,
      dualStack: false,
    });
    expect(target(`${host}/team/*`, {})).toMatchObject({ account: '000123456789' });
    expect(target('public.ecr.aws', {})).toEqual({ service: 'ecr-public', region: 'us-east-1' });
  });

  it('is what region and account say, before the host', () => {
    expect(target(host, { region: 'us-gov-east-1' })).toMatchObject({
      account: '000123456789',
      region: 'us-gov-east-1',
      fips: true,
    });
    expect(target('ecr.example.com', { region: 'eu-central-1', account: '1' })).toEqual({
      service: 'ecr',
      account: '1',
      region: 'eu-central-1',
      fips: false,
      dualStack: false,
    });
    expect(target('ecr.example.com', { region: 'eu-central-1' })).toMatchObject({ account: '' });
  });

  it('is unknown for another host without a region', () => {
    expect(() => target('ecr.example.com', { account: '1' })).toThrow(
      'cannot tell the AWS region of ecr.example.com from its name',
    );
  });
});
