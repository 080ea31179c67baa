import { expect, it } from 'vitest';
import { applyRequest, checkAccount } from '../../../../src/cli/commands/kubernetes/apply-options.js';
import { Output } from '../../../../src/cli/output/output.js';
import { createFactory } from '../../../../src/cli/process/factory.js';
import { textWorld } from '../../../support/cli-run.js';

const { world } = textWorld();
const output = new Output(world, { json: false, debug: false });
const factory = createFactory(world, { local: true }, output);

it('reads names, each once', () => {
  const request = applyRequest({
    factory,
    registries: ['R.example.com', 'r.example.com'],
    namespace: ['web'],
    serviceAccount: ['default', 'default'],
  });
  expect(request).toMatchObject({ registries: ['r.example.com'], name: 'ts-reg', accounts: ['default'] });
});

it.each(['', 'A', 'a/b', '-a', 'a-', 'a b', 'x'.repeat(254)])('%j is no service account', (account) => {
  expect(() => {
    checkAccount(account);
  }).toThrow('is not the name of a service account');
});
