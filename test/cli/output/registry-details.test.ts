/** What `--wide` tells beyond anchore-cli's fields. */
import { describe, expect, it } from 'vitest';
import { detailedWire, identityOfView, regionOf } from '../../../src/cli/output/registry-details.js';
import type { RegistryView } from '../../../src/registry/backend.js';

const view = (fields: Partial<RegistryView>): RegistryView => ({
  registry: 'r.example.com',
  name: 'r',
  type: 'docker_v2',
  user: 'ci',
  verifyTls: true,
  createdAt: '',
  updatedAt: '',
  wire: { registry: 'r.example.com' },
  ...fields,
});
const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

it.each([
  [{ user: '_aws_profile', identity: 'profile dev' }, 'profile dev'],
  [{ user: 'AKIA' }, 'AKIA'],
  [{ user: '_aws_profile' }, '_aws_profile'],
  [{ user: '' }, undefined],
])('%j signs in as %s', (fields, identity) => {
  expect(identityOfView(view(fields))).toBe(identity);
});

describe('the region', () => {
  it.each<[Partial<RegistryView>, string | undefined]>([
    [{ registry: ecr, type: 'awsecr' }, 'eu-central-1'],
    [{ registry: `${ecr}:443/team/*`, type: 'awsecr' }, 'eu-central-1'],
    [{ registry: 'public.ecr.aws', type: 'awsecr' }, 'us-east-1'],
    [{ registry: 'ecr.example.com', type: 'awsecr', location: { region: 'us-west-2' } }, 'us-west-2'],
    [{ registry: ecr, type: 'awsecr', location: { region: 'us-west-2' } }, 'us-west-2'],
    [{ registry: ecr, type: 'docker_v2' }, undefined],
    [{ registry: 'a name that no grammar allows', type: 'awsecr' }, undefined],
  ])('of %j is %s', (fields, region) => {
    expect(regionOf(view(fields))).toBe(region);
  });
});

it('adds six fields to those of the API, null where there is nothing to tell', () => {
  expect(detailedWire(view({ user: '' }), undefined)).toEqual({
    registry: 'r.example.com',
    identity: null,
    region: null,
    endpoint: null,
    password_expires_at: null,
    token_state: null,
    token_expires_at: null,
  });
  const fields = { registry: ecr, type: 'awsecr', identity: 'profile dev', location: { endpoint: 'https://e' } };
  expect(detailedWire(view(fields), { state: 'usable', expiresAt: Date.UTC(2026, 0, 2) })).toEqual({
    registry: 'r.example.com',
    identity: 'profile dev',
    region: 'eu-central-1',
    endpoint: 'https://e',
    password_expires_at: null,
    token_state: 'usable',
    token_expires_at: '2026-01-02T00:00:00Z',
  });
});
