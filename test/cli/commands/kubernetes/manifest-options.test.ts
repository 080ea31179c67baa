import { expect, it } from 'vitest';
import { manifestRequest } from '../../../../src/cli/commands/kubernetes/manifest-options.js';
import { Output } from '../../../../src/cli/output/output.js';
import { createFactory } from '../../../../src/cli/process/factory.js';
import { textWorld } from '../../../support/cli-run.js';

const { world } = textWorld();
const output = new Output(world, { json: false, debug: false });
const factory = createFactory(world, { local: true }, output);
const usual = { factory, image: 'ts-reg', namespace: ['web'] };
const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

it('has a default for all but image, namespaces and registries', () => {
  expect(manifestRequest({ ...usual, registries: [ecr, ecr, 'public.ecr.aws'] })).toMatchObject({
    registries: [ecr, 'public.ecr.aws'],
    secretName: 'ts-reg',
    home: 'ts-reg',
    accounts: [],
    schedule: undefined,
  });
});

it.each(['0 */4 * * *', '*/5 0-6 1,15 JAN MON', '@hourly'])('takes the schedule %s', (schedule) => {
  expect(manifestRequest({ ...usual, registries: [ecr], schedule }).schedule).toBe(schedule);
});

it.each(['arn:aws:iam::123456789012:role/a', 'arn:aws-us-gov:iam::123456789012:role/path/a@b'])('takes %s', (role) => {
  expect(manifestRequest({ ...usual, registries: [ecr], awsRole: role }).awsRole).toBe(role);
});
