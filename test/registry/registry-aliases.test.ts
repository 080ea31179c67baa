/** Registries with more than one name. */
import { expect, it } from 'vitest';
import { isDockerHub, namesOfRegistry } from '../../src/registry/registry-aliases.js';

it.each([
  ['registry-1.docker.io', true, ['docker.io', 'index.docker.io', 'registry-1.docker.io']],
  ['public.ecr.aws', false, ['public.ecr.aws', 'ecr-public.aws.com']],
  ['ecr-public.aws.com', false, ['ecr-public.aws.com', 'public.ecr.aws']],
  ['docker.io:5000', false, ['docker.io:5000']],
  ['docker.io.evil.com', false, ['docker.io.evil.com']],
])('%s', (authority, isHub, names) => {
  expect([isDockerHub(authority), namesOfRegistry(authority)]).toEqual([isHub, names]);
});
