import { expect, it } from 'vitest';
import { exportFormats } from '../../../../src/cli/commands/export/all-formats.js';

it('has every format once, and each tells whether it contains secrets', () => {
  expect([...exportFormats].map(([name, { isSecret }]) => [name, isSecret])).toEqual([
    ['docker-config', true],
    ['env', true],
    ['password', true],
    ['json', true],
    ['kubernetes-secret', true],
    ['argocd-repository', true],
    ['registries', false],
  ]);
});
