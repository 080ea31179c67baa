/** Questions on a terminal, answered by keys. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askForSecret, askForUser, askHidden } from '../../src/cli/prompts.js';
import type { CredentialRequest } from '../../src/cli/credential-input.js';
import type { World } from '../../src/cli/world.js';
import { textWorld } from '../support/cli-run.js';

const request: CredentialRequest = { command: 'add', registry: 'r.example.com', type: 'docker_v2', user: undefined, password: undefined };

/** A terminal where somebody types these keys, one after the other, once the question stands there. */
function typing(keys: readonly string[]): { readonly world: World; readonly screen: () => string } {
  const { world, texts } = textWorld({ terminal: 80 });
  const stdin = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  void (async () => {
    for (const key of keys) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      stdin.write(key);
    }
  })();
  return { world: { ...world, stdin }, screen: () => texts().stderr };
}

describe('a question', () => {
  it('asks for the user of a registry', async () => {
    const { world, screen } = typing(['ci', '\r']);
    expect(await askForUser(world, request)).toBe('ci');
    expect(screen()).toContain('User at r.example.com:');
  });

  it('never echoes a password, nor its length', async () => {
    const { world, screen } = typing(['hunter2', '\r']);
    expect((await askForSecret(world, { ...request, user: 'ci' })).reveal()).toBe('hunter2');
    expect(screen()).not.toMatch(/hunter2|\*{7}|•/);
  });

  it('offers the kinds of identity for ECR', async () => {
    const { world, screen } = typing(['\u001b[B', '\r']);
    expect(await askForUser(world, { ...request, type: 'awsecr' })).toBe('awsauto');
    expect(screen()).toContain('profile');
  });

  it('asks for the key id when the kind is a key', async () => {
    const { world } = typing(['\r', 'AKIA', '\r']);
    expect(await askForUser(world, { ...request, type: 'awsecr' })).toBe('AKIA');
  });

  it.each([['_aws_profile', 'Profile:'], ['_iam_role', 'Role ARN[;external id]:']])('shows what is typed where it is no secret: %s', async (user, question) => {
    const { world, screen } = typing(['something', '\r']);
    expect((await askForSecret(world, { ...request, user, type: 'awsecr' })).reveal()).toBe('something');
    expect(screen()).toContain(question);
    expect(screen()).toContain('something');
  });

  it('ends at Ctrl-C with nothing done', async () => {
    const { world } = typing(['\u0003']);
    await expect(askHidden(world, 'Passphrase:')).rejects.toThrow('interrupted, nothing was changed');
  });
});
