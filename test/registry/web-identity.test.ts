/** The text of a record with a web identity. */
import { describe, expect, it } from 'vitest';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import {
  formatWebIdentity,
  isPodSlot,
  parseWebIdentity,
  podSlot,
  webIdentityFault,
} from '../../src/registry/web-identity.js';

const role = 'arn:aws:iam::123456789012:role/ci/ecr-pull';

describe('the text of a web identity', () => {
  it.each([
    [role, { roleArn: role, audience: undefined, variable: undefined }],
    [`${role};audience=https://x/?a=b`, { roleArn: role, audience: 'https://x/?a=b', variable: undefined }],
    [`${role};audience=a;token=MY_TOKEN`, { roleArn: role, audience: 'a', variable: 'MY_TOKEN' }],
    [`${role};token=_T1`, { roleArn: role, audience: undefined, variable: '_T1' }],
  ])('%s is read, and written back', (text, parsed) => {
    expect(webIdentityFault(text)).toBeUndefined();
    expect(parseWebIdentity(text)).toEqual(parsed);
    expect(formatWebIdentity(parsed)).toBe(text);
  });

  it('reads its members in any order', () => {
    expect(parseWebIdentity(`${role};token=T;audience=a`)).toEqual({ roleArn: role, audience: 'a', variable: 'T' });
  });

  it.each([
    ['', 'is the ARN of a role'],
    ['pods', 'is the ARN of a role'],
    ['arn:aws:iam::123456789012:user/ci', 'is the ARN of a role'],
    ['arn:aws:iam::1234:role/x', 'is the ARN of a role'],
    ['arn:aws:sts::123456789012:assumed-role/x/y', 'is the ARN of a role'],
    [`${role};external-id`, 'come ;audience=AUDIENCE'],
    [`${role};`, 'come ;audience=AUDIENCE'],
    [`${role};audience=a;audience=b`, 'each once at most'],
    [`${role};audience`, 'each once at most'],
    [`${role};token`, 'each once at most'],
    [`${role};audience=`, 'the audience is empty'],
    [`${role};audience=a b`, 'the audience is empty or has blanks'],
    [`${role};token=`, 'not the name of a variable'],
    [`${role};token=eyJhbGciOi.eyJ.x`, 'not the name of a variable'],
  ])('%s is refused without any of it', (text, words) => {
    expect(webIdentityFault(text)).toContain(words);
    expect(webIdentityFault(text)).not.toContain('eyJ');
  });

  it('may be pod, for the role of each pod', () => {
    expect(webIdentityFault('pod')).toBeUndefined();
    expect(webIdentityFault('pod;audience=a')).toContain('is the ARN of a role');
  });
});

it('tokens of pods have names of their own, which no registry has', () => {
  const slot = podSlot('123456789012.dkr.ecr.us-east-1.amazonaws.com', 'mark');
  expect(isPodSlot(slot)).toBe(true);
  expect(isPodSlot('123456789012.dkr.ecr.us-east-1.amazonaws.com')).toBe(false);
  expect(() => parseRegistryName(slot)).toThrow();
});
