import { describe, expect, it } from 'vitest';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { guessRegistryType, isRegistryType, registryTypes, traitsOf } from '../../src/registry/registry-type.js';
import { foreignLookAlikes } from './look-alike-hosts.js';

describe('the type of a registry is guessed from its host', () => {
  it.each([
    ['1234567890.dkr.ecr.us-east-1.amazonaws.com', 'awsecr'],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com/team/*', 'awsecr'],
    ['123456789012.DKR.ECR.us-east-1.AMAZONAWS.com:443', 'awsecr'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'awsecr'],
    ['123456789012.dkr-ecr.eu-central-1.on.aws', 'awsecr'],
    ['public.ecr.aws/nginx', 'awsecr'],
    ['docker.io', 'docker_v2'],
    ['localhost:5000', 'docker_v2'],
    ['registry.example.com/123456789012.dkr.ecr.us-east-1.amazonaws.com', 'docker_v2'],
    ['[::1]:5000', 'docker_v2'],
  ])('%s: %s', (text, type) => {
    expect(guessRegistryType(parseRegistryName(text))).toBe(type);
  });

  it.each(foreignLookAlikes)('%s: docker_v2, so that it is never sent an ECR token', (text) => {
    expect(guessRegistryType(parseRegistryName(text))).toBe('docker_v2');
  });
});

describe('the types', () => {
  it('differ in their tokens, and one that an Anchore deployment made up has none', () => {
    expect(registryTypes.map((type) => traitsOf(type).hasTokens)).toEqual([false, true]);
    for (const foreign of ['', 'gcr', 'constructor']) expect(traitsOf(foreign)).toBe(traitsOf('docker_v2'));
  });

  it('have one default, which is also that of an unknown name', () => {
    expect(registryTypes.filter((type) => traitsOf(type).isDefault)).toEqual(['docker_v2']);
    expect(traitsOf(guessRegistryType(parseRegistryName('r.example.com'))).isDefault).toBe(true);
  });

  it('that need an identity of AWS never send its user as the user of HTTP Basic', () => {
    for (const type of registryTypes) expect(traitsOf(type).sendsUser).toBe(!traitsOf(type).needsIdentity);
  });
});

describe('--registry-type knows', () => {
  it.each(registryTypes)('%s', (type) => {
    expect(isRegistryType(type)).toBe(true);
  });
  it.each(['', 'AWSECR', 'docker', 'ecr', 'awsecr ', 'constructor', '0', 'length'])('not %j', (type) => {
    expect(isRegistryType(type)).toBe(false);
  });
});
