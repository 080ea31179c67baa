/** Records with what their texts mean. */
import { expect, it } from 'vitest';
import { usable } from '../../src/registry-store/usable-record.js';
import { Secret } from '../../src/secret.js';
import { someRecord } from '../storage/store-in-temp.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

it('has the identity of AWS and the name, parsed', () => {
  const record = someRecord(ecr, { type: 'awsecr', user: '_aws_profile', secret: new Secret('dev') });
  expect(usable(record)).toMatchObject({
    identity: { kind: 'profile', profile: 'dev' },
    parsedName: { ecrHost: { account: '123456789012', region: 'us-east-1' } },
  });
});

it('has no identity for a registry of another type', () => {
  expect(usable(someRecord('r.example.com/team/*'))).toMatchObject({
    identity: undefined,
    parsedName: { wildcard: true },
  });
});

it('is not made twice', () => {
  const made = usable(someRecord(ecr));
  expect(usable(made)).toBe(made);
});
