/** Questions on a terminal, answered by keys. */
import { describe, expect, it } from 'vitest';
import type { CredentialRequest } from '../../../src/cli/input/credential-input.js';
import { askForSecret, askForUser, askHidden } from '../../../src/cli/input/prompts.js';
import { ctrlC, down, enter, personAnswering } from '../../support/person.js';

const request: CredentialRequest = {
  command: 'add',
  registry: 'r.example.com',
  type: 'docker_v2',
  user: undefined,
  password: undefined,
};
const ecr: CredentialRequest = { ...request, registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com', type: 'awsecr' };
const kind = 'How does this machine sign in to AWS';

describe('a question', () => {
  it('asks for the user of a registry', async () => {
    const { world } = personAnswering([['User at r.example.com:', `ci${enter}`]]);
    expect(await askForUser(world, request)).toBe('ci');
  });

  it('never echoes a password, nor its length', async () => {
    const { world, screen, stdout } = personAnswering([['Password of ci at r.example.com:', `hunter2${enter}`]]);
    expect((await askForSecret(world, { ...request, user: 'ci' })).reveal()).toBe('hunter2');
    expect(screen()).not.toMatch(/h.?u.?n.?t|\*{2}|••/);
    expect(screen()).not.toContain('toggle');
    expect(stdout()).toBe('');
  });

  it('cannot be made to show a password by Ctrl-T', async () => {
    const { world, screen } = personAnswering([['Passphrase:', `hunter2\u0014${enter}`]]);
    expect((await askHidden(world, 'Passphrase:')).reveal()).toBe('hunter2');
    expect(screen()).not.toContain('hunter');
  });

  it.each([
    ['an access key', '', 'keys'],
    ['the role of the machine', down, 'awsauto'],
    ['a profile', down + down, '_aws_profile'],
    ['a role to assume', down + down + down, '_iam_role'],
  ])('offers %s for ECR', async (_, keys, user) => {
    const { world, screen } = personAnswering([
      [kind, keys + enter],
      ['Access key id:', `keys${enter}`],
    ]);
    expect(await askForUser(world, ecr)).toBe(user);
    expect(screen()).toContain('instance role');
  });

  it('asks for the secret of an access key by the name of the key, also of an ECR whose type is not given', async () => {
    const { world } = personAnswering([['Secret access key of AKIA:', `s${enter}`]]);
    expect((await askForSecret(world, { ...ecr, type: undefined, user: 'AKIA' })).reveal()).toBe('s');
  });

  it.each([
    ['_aws_profile', 'Profile:'],
    ['_iam_role', 'Role ARN[;external id]:'],
  ])('shows what is typed where it is no secret: %s', async (user, question) => {
    const { world, screen } = personAnswering([[question, `something${enter}`]]);
    expect((await askForSecret(world, { ...ecr, user })).reveal()).toBe('something');
    expect(screen()).toContain('something');
  });

  it('ends at Ctrl-C with nothing done', async () => {
    const { world } = personAnswering([['Passphrase:', ctrlC]]);
    await expect(askHidden(world, 'Passphrase:')).rejects.toThrow('interrupted, nothing was changed');
  });

  it('ends at SIGTERM with nothing done', async () => {
    const stop = new AbortController();
    const { world } = personAnswering([], { interrupted: stop.signal });
    world.stderr.on('data', () => {
      stop.abort();
    });
    await expect(askHidden(world, 'Passphrase:')).rejects.toThrow('interrupted, nothing was changed');
  });
});
