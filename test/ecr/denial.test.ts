/** What AWS's refusal says is read, and nothing that it does not say. */
import { describe, expect, it } from 'vitest';
import { denialIn } from '../../src/ecr/denial.js';

describe('a denial', () => {
  it('has principal, action, resource and the kind of policy', () => {
    expect(
      denialIn(
        'User: arn:aws-cn:sts::1:assumed-role/puller/i-0 is not authorized to perform: sts:AssumeRole on resource: arn:aws-cn:iam::2:role/x with an explicit deny in a permissions boundary',
      ),
    ).toEqual({
      action: 'sts:AssumeRole',
      resource: 'arn:aws-cn:iam::2:role/x',
      principal: { partition: 'aws-cn', kind: 'role', name: 'puller' },
      policy: 'boundary',
      isExplicit: true,
    });
  });

  it.each([
    ['arn:aws:iam::1:root', { kind: 'root', name: '' }],
    ['arn:aws:iam::1:user/a/b/ci', { kind: 'user', name: 'ci' }],
    ['arn:aws:iam::1:role/puller', { kind: 'role', name: 'puller' }],
    ['arn:aws:sts::1:assumed-role/puller/s', { kind: 'role', name: 'puller' }],
  ])('by %s', (arn, principal) => {
    expect(denialIn(`User: ${arn} is not authorized to perform: ecr:X on resource: *`).principal).toMatchObject(
      principal,
    );
  });

  it.each(['', 'Access denied', 'User: x', 'not authorized to perform: $(id)'])('may say nothing: %j', (message) => {
    expect(denialIn(message)).toEqual({
      action: undefined,
      resource: undefined,
      principal: undefined,
      policy: undefined,
      isExplicit: false,
    });
  });
});
