/** Where the token of a job comes from, in which order, and what is said where there is none. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findJobToken, missingToken, readJobToken } from '../../src/ecr/job-token.js';
import type { WebIdentity } from '../../src/registry/web-identity.js';
import { Secret } from '../../src/secret.js';

const identity: WebIdentity = {
  roleArn: 'arn:aws:iam::123456789012:role/pull',
  audience: undefined,
  variable: undefined,
};
const jwt = ['{}', '{"iss":"https://i","sub":"s","aud":"a"}', 's']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const github = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://i/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
const azure = { SYSTEM_OIDCREQUESTURI: 'https://i/', SYSTEM_ACCESSTOKEN: 'x' };
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-job-token-'));
  file = join(folder, 'token');
  writeFileSync(file, `${jwt}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Environment = Readonly<Record<string, string>>;

async function nameOf(environment: Environment, fields: Partial<WebIdentity> = {}, mayUseMachineToken = true) {
  const found = await findJobToken({ ...identity, ...fields }, environment, { mayUseMachineToken });
  return found?.name;
}

describe('the token of a job', () => {
  it.each([
    ['GitHub Actions', { ...github, AWS_ID_TOKEN: jwt }],
    ['AWS_ID_TOKEN', { AWS_ID_TOKEN: jwt, OIDC_TOKEN: jwt, CIRCLE_OIDC_TOKEN_V2: jwt }],
    ['OIDC_TOKEN', { AWS_ID_TOKEN: '', OIDC_TOKEN: jwt, BUILDKITE_AGENT_ACCESS_TOKEN: 'x' }],
    ['Buildkite', { BUILDKITE_AGENT_ACCESS_TOKEN: 'x' }],
    ['Azure Pipelines', azure],
  ])('comes from %s', async (name, environment: Environment) => {
    expect(await nameOf(environment)).toBe(name);
  });

  it('comes from the variable of the record alone', async () => {
    expect(await nameOf({ ...github, MINE: jwt }, { variable: 'MINE' })).toBe('MINE');
    expect(await nameOf({ ...github, AWS_ID_TOKEN: jwt }, { variable: 'MINE' })).toBeUndefined();
  });

  it('comes from the file of the machine last, and in a job of a CI system only when that is allowed', async () => {
    const machine = { AWS_WEB_IDENTITY_TOKEN_FILE: file };
    expect(await nameOf({ ...machine, OIDC_TOKEN: jwt })).toBe('OIDC_TOKEN');
    expect(await nameOf(machine, {}, false)).toBe('AWS_WEB_IDENTITY_TOKEN_FILE');
    expect(await nameOf({ ...machine, GITLAB_CI: 'true' }, {}, false)).toBeUndefined();
    expect(await nameOf({ ...machine, GITLAB_CI: 'true' })).toBe('AWS_WEB_IDENTITY_TOKEN_FILE');
    const named = { variable: 'AWS_WEB_IDENTITY_TOKEN_FILE' };
    const found = await findJobToken({ ...identity, ...named }, machine, {});
    expect(found).toMatchObject({ isOfMachine: true });
    expect(found?.scope.reveal()).toBe(jwt);
  });

  it('of a pod is that of the request', async () => {
    expect(await nameOf(github, { podToken: new Secret(jwt) })).toBe('the service account of the pod');
  });

  it('is read with what it says; a file that is not there is an error', async () => {
    const context = { environment: {}, certificateAuthorities: [], signal: new AbortController().signal };
    const found = await findJobToken(identity, { AWS_ID_TOKEN: jwt }, {});
    expect(found && (await readJobToken(identity, found, context))).toMatchObject({
      token: jwt,
      claims: { issuer: 'https://i', subject: 's', audiences: ['a'] },
    });
    const lost = await findJobToken(identity, { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'lost') }, {});
    await expect(lost && readJobToken(identity, lost, context)).rejects.toThrow('lost does not exist');
    const wanted = { ...identity, audience: 'b' };
    await expect(found && readJobToken(wanted, found, context)).rejects.toThrow('has aud a and sub s');
    // What chose the audience is named, or the audience that the token has; nothing that is there already.
    for (const [environment, next] of [
      [{ GITLAB_CI: 'true' }, 'id_tokens: { AWS_ID_TOKEN: { aud: b } }'],
      [{ TF_BUILD: 'True' }, ';audience=a'],
      [{}, ';audience=a'],
    ] as const)
      await expect(found && readJobToken(wanted, found, { ...context, environment })).rejects.toMatchObject({
        next: expect.stringContaining(next) as string,
      });
  });
});

describe('what is missing', () => {
  it('names the variable of the record, and in GitLab the line for it', () => {
    const failure = missingToken({ ...identity, variable: 'MINE', audience: 'b' }, { GITLAB_CI: 'true' });
    expect(failure.message).toContain('the variable MINE');
    expect(failure.next).toContain('id_tokens: { MINE: { aud: b } }');
  });

  it('outside of a CI system says what to use instead', () => {
    expect(missingToken(identity, {}).next).toContain('use awsauto or a profile');
  });
});
