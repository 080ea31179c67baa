/** The one warning about a host or user that is odd for Amazon ECR. */
import { expect, it } from 'vitest';
import { nameDoubt, remoteDoubt } from '../../../../src/cli/commands/registry/host-doubts.js';
import { parseRegistryName } from '../../../../src/registry/registry-name.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const key = 'AKIAIOSFODNN7EXAMPLE';

it.each([
  ['ecr.mirror.example.com', 'ci', false, true],
  ['ecr.mirror.example.com', 'ci', true, false],
  ['ecr.mirror.example.com', key, false, false],
  ['r.example.com', 'ci', false, false],
  [`${ecr}:443`, 'AWS', true, true],
  [ecr, 'ci', true, false],
] as const)('the store keeps %s of %s, type chosen: %s, warning: %s', (host, user, isTypeChosen, warns) => {
  expect(nameDoubt({ name: parseRegistryName(host), type: 'docker_v2', user, isTypeChosen }) !== undefined).toBe(warns);
});

it.each([
  ['123456789012.dkr.ecr.us-east-1.amazonaws.co/team', 'ci', 'docker_v2', `did you mean ${ecr}?`],
  ['X.DKR.ECR.us-east-1.amazonaws.com', key, undefined, 'looks like an Amazon ECR host'],
  ['r.example.com', key, 'docker_v2', 'is an AWS identity'],
  ['r.example.com', ' awsauto', 'docker_v2', 'awsauto is an AWS identity'],
] as const)('Anchore is sent %s of %s, with a warning', (registry, user, type, text) => {
  expect(remoteDoubt({ registry, type, user })).toContain(text);
});

it.each([
  ['r.example.com', 'ci', 'docker_v2'],
  [ecr, key, 'awsecr'],
  ['r.example.com', key, undefined],
  ['https://not a name', 'ci', undefined],
  ['', '', undefined],
] as const)('and %j of %s without', (registry, user, type) => {
  expect(remoteDoubt({ registry, type, user })).toBeUndefined();
});
