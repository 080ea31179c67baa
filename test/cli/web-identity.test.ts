/**
 * A job of a CI system proves who it is: the program as a process (Node's, or the executable), an OIDC issuer, and an
 * STS that verifies signature, issuer, audience and subject of each token.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import {
  type OidcIssuer,
  startOidcIssuer,
  webIdentityVerifier,
  type WebIdentityTrust,
} from '../support/oidc-issuer.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

type Environment = Readonly<Record<string, string>>;

const [first, second] = ['111111111111', '222222222222'];
const hosts = [first, second].map((account) => `${account}.dkr.ecr.us-east-1.amazonaws.com`);
const [host = '', other = ''] = hosts;
const pull = `arn:aws:iam::${first}:role/ecr-pull`;
const deploy = `arn:aws:iam::${second}:role/ci/deploy`;
const audience = 'sts.amazonaws.com';
const main = 'repo:octo/app:ref:refs/heads/main';
const requestToken = 'canary-request-token-0f1e2d3c4b5a';

let issuer: OidcIssuer;
let cloud: LoopbackCloud;
let trust: WebIdentityTrust;
let home: string;
/** All that any process printed. */
let said: string;

beforeAll(async () => {
  issuer = await startOidcIssuer();
  cloud = await startLoopbackCloud({
    account: first,
    accounts: [second],
    roles: [{ arn: pull }, { arn: deploy }],
    verifyWebIdentity: webIdentityVerifier(() => trust),
  });
});
afterAll(() => Promise.all([issuer.close(), cloud.close()]));
beforeEach(() => {
  trust = {
    providers: [first, second].map((account) => ({ account, issuer: issuer.url, audiences: [audience] })),
    subjects: { [pull]: [main], [deploy]: [main] },
  };
  home = mkdtempSync(join(tmpdir(), 'ts-reg-job-'));
  said = '';
});
afterEach(() => {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const kept = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
  rmSync(home, { recursive: true, force: true });
  for (const canary of [requestToken, ...issuer.tokens]) {
    expect(said).not.toContain(canary);
    expect(kept).not.toContain(canary);
  }
});

async function start(program: string, argv: readonly string[], environment: Environment, input = ''): Promise<Ended> {
  const ended = await run(program, argv, {
    environment: { ...cloud.environment, TS_REG_HOME: home, HOME: home, ...environment },
    input,
  });
  said += ended.stdout + ended.stderr;
  return ended;
}

const add = (environment: Environment, ...words: readonly string[]): Promise<Ended> =>
  start(tsReg, ['registry', 'add', host, '_web_identity', ...(words.length > 0 ? words : [pull])], environment);

const get = (environment: Environment, registry = host): Promise<Ended> =>
  start(helper, ['get'], environment, registry);

const github = (): Environment => issuer.github(main, requestToken);
const signed = (subject: string, life = 600): Promise<string> => issuer.sign({ subject, audience, life });

/** The calls of STS and ECR since this number of calls: role, session, and by whom the token was fetched. */
function callsSince(before: number): readonly string[] {
  return cloud.aws.calls.slice(before).map(({ operation, input, accessKeyId }) => {
    if (operation !== 'GetAuthorizationToken')
      return `${operation} ${String(input['RoleArn'])} ${String(input['RoleSessionName'])}`;
    return `${operation} ${cloud.aws.principals.find(accessKeyId)?.arn ?? 'nobody'}`;
  });
}

describe('one job', () => {
  it('with two accounts and two roles makes two exchanges, each with the right identity', async () => {
    const before = cloud.aws.calls.length;
    expect(await add(github())).toMatchObject({ exitCode: 0 });
    expect(await start(tsReg, ['registry', 'add', other, '_web_identity', deploy], github())).toMatchObject({
      exitCode: 0,
    });
    for (const registry of hosts)
      expect(JSON.parse((await get(github(), registry)).stdout)).toMatchObject({ Username: 'AWS' });
    expect(callsSince(before)).toEqual([
      `AssumeRoleWithWebIdentity ${pull} ts-reg-github-octo-app-4711`,
      `GetAuthorizationToken arn:aws:sts::${first}:assumed-role/ecr-pull/ts-reg-github-octo-app-4711`,
      `AssumeRoleWithWebIdentity ${deploy} ts-reg-github-octo-app-4711`,
      `GetAuthorizationToken arn:aws:sts::${second}:assumed-role/ci/deploy/ts-reg-github-octo-app-4711`,
    ]);
    expect(issuer.requests.filter((request) => request.startsWith('GET /github'))).toEqual(
      Array.from({ length: 2 }, () => `GET /github?api-version=2.0&audience=${audience}`),
    );
  });

  it('shows role and source, and never the token, with --debug', async () => {
    expect((await add(github(), pull, '--debug')).stderr).toContain(`web identity role ${pull} by GitHub Actions`);
    const wide = await start(tsReg, ['registry', 'list', '--wide'], {});
    expect(wide.stdout).toContain(`web identity role ${pull}`);
    const shown = await start(tsReg, ['registry', 'get', host, '--wide'], {});
    expect(shown.stdout).toContain(`Identity: web identity role ${pull}`);
    const doctor = await start(tsReg, ['doctor'], github());
    expect(doctor.stdout).toContain(`${host}: the token of this job comes from GitHub Actions`);
    expect(await start(tsReg, ['registry', 'check', host], github())).toMatchObject({ exitCode: 0 });
  });

  it('tries again when the CI system is busy', async () => {
    issuer.failures = 2;
    expect(await add(github())).toMatchObject({ exitCode: 0 });
  });

  it('of Azure Pipelines requests its token with POST', async () => {
    trust = {
      providers: [{ account: first, issuer: issuer.url, audiences: ['api://AzureADTokenExchange'] }],
      subjects: { [pull]: ['p://octo/app/build'] },
    };
    const before = cloud.aws.calls.length;
    expect(await add(issuer.azure('p://octo/app/build', requestToken))).toMatchObject({ exitCode: 0 });
    expect(callsSince(before)[0]).toBe(`AssumeRoleWithWebIdentity ${pull} ts-reg-azure-octo-app-99`);
  });

  it('of Buildkite asks the agent', async () => {
    const bin = join(home, 'bin');
    mkdirSync(bin);
    const token = await signed(main);
    // The token is in the output of the agent alone, so it comes through a pipe here.
    writeFileSync(
      join(bin, 'buildkite-agent'),
      '#!/bin/sh\ntest "$*" = "oidc request-token --audience sts.amazonaws.com" && printf "%s\\n" "$TEST_JWT"\n',
    );
    chmodSync(join(bin, 'buildkite-agent'), 0o700);
    const environment = {
      ...{ PATH: `${bin}:${process.env['PATH'] ?? ''}`, TEST_JWT: token, BUILDKITE: 'true', BUILDKITE_JOB_ID: '7' },
      ...{ BUILDKITE_AGENT_ACCESS_TOKEN: requestToken, BUILDKITE_ORGANIZATION_SLUG: 'octo' },
      ...{ BUILDKITE_PIPELINE_SLUG: 'app', BUILDKITE_BUILD_NUMBER: '12' },
    };
    const before = cloud.aws.calls.length;
    expect(await add(environment)).toMatchObject({ exitCode: 0 });
    expect(callsSince(before)[0]).toBe(`AssumeRoleWithWebIdentity ${pull} ts-reg-buildkite-octo-app-12`);
  });

  it.each([
    [
      'GitLab',
      'AWS_ID_TOKEN',
      { GITLAB_CI: 'true', CI_PROJECT_PATH: 'octo/team/app', CI_PIPELINE_ID: '5' },
      'gitlab-octo-team-app-5',
    ],
    ['GitLab', 'OIDC_TOKEN', { GITLAB_CI: 'true', CI_PROJECT_PATH: 'octo/app' }, 'gitlab-octo-app'],
    [
      'CircleCI',
      'CIRCLE_OIDC_TOKEN_V2',
      { CIRCLECI: 'true', CIRCLE_PROJECT_USERNAME: 'octo', CIRCLE_PROJECT_REPONAME: 'app', CIRCLE_BUILD_NUM: '8' },
      'circleci-octo-app-8',
    ],
    [
      'Bitbucket',
      'BITBUCKET_STEP_OIDC_TOKEN',
      { BITBUCKET_BUILD_NUMBER: '3', BITBUCKET_REPO_FULL_NAME: 'octo/app' },
      'bitbucket-octo-app-3',
    ],
    [
      'HCP Terraform',
      'TFC_WORKLOAD_IDENTITY_TOKEN',
      { TFC_RUN_ID: 'run-1', TFC_WORKSPACE_SLUG: 'octo/app' },
      'terraform-octo-app-run-1',
    ],
  ])('of %s has its token in %s', async (_name, variable, job, session) => {
    const before = cloud.aws.calls.length;
    expect(await add({ ...job, [variable]: await signed(main) })).toMatchObject({ exitCode: 0 });
    expect(callsSince(before)[0]).toBe(`AssumeRoleWithWebIdentity ${pull} ts-reg-${session}`);
  });

  it('takes the variable and the audience that the record names', async () => {
    trust = { ...trust, providers: [{ account: first, issuer: issuer.url, audiences: ['https://ecr.example'] }] };
    const token = await issuer.sign({ subject: main, audience: 'https://ecr.example' });
    const words = `${pull};audience=https://ecr.example;token=MY_TOKEN`;
    expect(await add({ MY_TOKEN: token, AWS_ID_TOKEN: 'no token' }, words)).toMatchObject({ exitCode: 0 });
    const github = issuer.github(main, requestToken);
    expect(await add(github, `${pull};audience=https://ecr.example`, '--replace')).toMatchObject({ exitCode: 0 });
    expect(issuer.requests.at(-1)).toBe('GET /jwks');
    expect(issuer.requests).toContain('GET /github?api-version=2.0&audience=https%3A%2F%2Fecr.example');
  });
});

describe('a kept token', () => {
  it('serves the same subject in a later job, and no other subject', async () => {
    trust = { ...trust, subjects: { [pull]: [main, 'repo:octo/app:pull_request'] } };
    expect(await add(github())).toMatchObject({ exitCode: 0 });
    const token = (await get(github())).stdout;
    const before = cloud.aws.calls.length;
    expect((await get(issuer.github(main, `${requestToken}-2`))).stdout).toBe(token);
    expect(callsSince(before)).toEqual([]);
    const foreign = (await get(issuer.github('repo:octo/app:pull_request', `${requestToken}-3`))).stdout;
    expect(foreign).toContain('AWS');
    expect(foreign).not.toBe(token);
    expect(callsSince(before)).toHaveLength(2);
    // And it took the place of the first one, which asks again.
    expect(await get(github())).toMatchObject({ exitCode: 0, stdout: expect.not.stringMatching(foreign) as string });
    expect(callsSince(before)).toHaveLength(4);
  });

  it('is served to no process without the token of a job, nor to one whose subject the role does not trust', async () => {
    expect(await add(github())).toMatchObject({ exitCode: 0 });
    const token = (await get(github())).stdout;
    const secret = (JSON.parse(token) as { Secret: string }).Secret;
    const alone = await get({});
    expect(alone.exitCode).toBe(1);
    expect(alone.stdout).not.toContain(secret);
    const stranger = await get(issuer.github('repo:evil/app:ref:refs/heads/main', `${requestToken}-4`));
    expect(stranger.exitCode).toBe(1);
    expect(stranger.stdout).toContain('AccessDenied');
    expect((await start(helper, ['list'], {})).stdout.trim()).toBe('{}');
    expect((await get(github())).stdout).toBe(token);
  });
});

describe('AWS refuses', () => {
  const job = async (claims: { subject?: string; audience?: string; life?: number } = {}): Promise<Environment> => ({
    GITLAB_CI: 'true',
    AWS_ID_TOKEN: await issuer.sign({ subject: main, audience, ...claims }),
  });
  const sent = (aud = audience, sub = main): string =>
    `(the token that was sent has sub ${sub} and aud ${aud}, from ${issuer.url}`;
  const provider = (): string => `arn:aws:iam::${first}:oidc-provider/${issuer.url.replace('http://', '')}`;

  it('a wrong audience', async () => {
    const { exitCode, stderr } = await add(await job({ audience: 'https://gitlab.com' }));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`InvalidIdentityTokenException: Incorrect token audience ${sent('https://gitlab.com')}`);
    expect(stderr).toContain(
      `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${provider()} --client-id https://gitlab.com`,
    );
  });

  it('a wrong subject', async () => {
    const sub = 'project_path:octo/app:ref_type:branch:ref:dev';
    const { exitCode, stderr } = await add(await job({ subject: sub }));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity ${sent(audience, sub)}`,
    );
    const name = issuer.url.replace('http://', '');
    expect(stderr).toContain(`"Condition": {"StringEquals":{"${name}:aud":"${audience}","${name}:sub":"${sub}"}}`);
    expect(stderr).toContain('aws iam get-role --role-name ecr-pull');
  });

  it('an issuer that is no provider of the account', async () => {
    trust = { ...trust, providers: [] };
    const { exitCode, stderr } = await add(await job());
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`No OpenIDConnect provider found in your account for ${issuer.url} ${sent()}`);
    expect(stderr).toContain(
      `aws iam create-open-id-connect-provider --url ${issuer.url} --client-id-list ${audience}`,
    );
  });

  it('an expired token', async () => {
    const { exitCode, stderr } = await add(await job({ life: -60 }));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/ExpiredToken: Token expired: .* \(the token that was sent has sub .*, valid until 20\d\d-/);
    expect(stderr).toContain('start the job again');
  });

  it('a token that the issuer did not sign', async () => {
    const [head, body, signature = ''] = (await signed(main)).split('.');
    const forged = `${head}.${body}.${Buffer.from(signature).reverse().toString()}`;
    const { exitCode, stderr } = await add({ AWS_ID_TOKEN: forged });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("InvalidIdentityTokenException: Couldn't retrieve verification key");
    expect(stderr).toContain(sent());
    expect(stderr).toContain(`curl ${issuer.url}/.well-known/openid-configuration`);
    expect(stderr).not.toContain(signature.slice(0, 40));
    expect(stderr).not.toContain(forged);
  });
});

describe('a job without a token', () => {
  it.each([
    ['GitHub Actions', { GITHUB_ACTIONS: 'true' }, 'permissions: { id-token: write, contents: read }'],
    ['GitLab', { GITLAB_CI: 'true' }, 'id_tokens: { AWS_ID_TOKEN: { aud: sts.amazonaws.com } }'],
    ['CircleCI', { CIRCLECI: 'true' }, 'circleci run oidc get --claims'],
    ['Bitbucket', { BITBUCKET_BUILD_NUMBER: '1' }, 'oidc: true'],
    ['Buildkite', { BUILDKITE: 'true' }, 'buildkite-agent oidc request-token --audience sts.amazonaws.com'],
    ['Azure Pipelines', { TF_BUILD: 'True' }, 'SYSTEM_ACCESSTOKEN: $(System.AccessToken)'],
    ['HCP Terraform', { TFC_RUN_ID: 'run-1' }, 'TFC_WORKLOAD_IDENTITY_AUDIENCE=sts.amazonaws.com'],
  ])('of %s is told the line that is missing', async (name, environment, line) => {
    const before = cloud.aws.calls.length;
    const { exitCode, stderr } = await add(environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${host}: ${name}: `);
    expect(stderr).toContain(line);
    expect(callsSince(before)).toEqual([]);
    expect(await add(environment, pull, '--skip-validate')).toMatchObject({ exitCode: 0 });
    const doctor = await start(tsReg, ['doctor'], environment);
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toContain(line);
  });

  it.each([
    ['no variable', {}, pull, 'no CI system has signed a token for this process'],
    [
      'a variable of the record that is not set',
      {},
      `${pull};token=MY_TOKEN`,
      'the variable MY_TOKEN, which should hold',
    ],
    ['a variable without a token', { AWS_ID_TOKEN: 'canary' }, pull, 'AWS_ID_TOKEN gives no JSON Web Token'],
    ['a request token that is refused', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'wrong' }, pull, 'answered with HTTP 403'],
    [
      'a URL of http',
      { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://issuer.example/' },
      pull,
      'leads to issuer.example, which requires https',
    ],
    [
      'a URL that is none',
      { ACTIONS_ID_TOKEN_REQUEST_URL: 'nowhere' },
      pull,
      'ACTIONS_ID_TOKEN_REQUEST_URL is not a URL',
    ],
  ])('and %s is an error', async (_what, environment: Environment, words, message) => {
    const isGithub = Object.keys(environment).some((name) => name.startsWith('ACTIONS'));
    const { exitCode, stderr } = await add({ ...(isGithub ? github() : {}), ...environment }, words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain('hint: ');
    expect(stderr).not.toContain('canary');
  });

  it('with a token for another audience than the record wants sends nothing', async () => {
    const before = cloud.aws.calls.length;
    const { stderr } = await add({ GITLAB_CI: 'true', AWS_ID_TOKEN: await signed(main) }, `${pull};audience=other`);
    expect(stderr).toContain(`the token of AWS_ID_TOKEN has aud ${audience} and sub ${main}`);
    expect(stderr).toContain('id_tokens: { AWS_ID_TOKEN: { aud: other } }');
    expect(callsSince(before)).toEqual([]);
  });
});

describe('the token file of the machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-machine-token-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function file(): Promise<Environment> {
    const path = join(folder, 'token');
    writeFileSync(path, await signed(main), { mode: 0o600 });
    return { AWS_WEB_IDENTITY_TOKEN_FILE: path };
  }
  const open = (): void => {
    writeFileSync(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n', { mode: 0o600 });
  };

  it('needs the gate, and gets it back', async () => {
    const refused = await add(await file());
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      "'_web_identity' with AWS_WEB_IDENTITY_TOKEN_FILE, the role of this machine, is not enabled in service configuration",
    );
    open();
    expect(await add(await file())).toMatchObject({ exitCode: 0 });
    expect(await get(await file())).toMatchObject({ exitCode: 0 });
    rmSync(join(home, 'config.yaml'));
    expect((await get(await file())).exitCode).toBe(1);
  });

  it('stands in for a token that a job lacks only with the gate open', async () => {
    const environment = { GITHUB_ACTIONS: 'true', ...(await file()) };
    expect((await add(environment)).stderr).toContain('lack id-token: write');
    open();
    expect(await add(environment)).toMatchObject({ exitCode: 0 });
  });
});

it('a record for pods is stored without a token, and gives none outside of the kubelet', async () => {
  expect(await add({}, 'pod')).toMatchObject({ exitCode: 0 });
  const outside = await get(github());
  expect(outside.exitCode).toBe(1);
  expect(outside.stdout).toContain('its role is that of each pod');
  expect(await start(tsReg, ['registry', 'refresh'], {})).toMatchObject({ exitCode: 0 });
});

it('the kubelet gets a token for each role and service account, kept apart', async () => {
  expect(await add({}, 'pod')).toMatchObject({ exitCode: 0 });
  const [a, b] = ['system:serviceaccount:team-a:default', 'system:serviceaccount:team-b:default'];
  trust = { ...trust, subjects: { [pull]: [a, b], [`${pull}-2`]: [] } };
  const ask = async (subject: string, role = pull): Promise<Ended> =>
    start(
      tsReg,
      ['kubelet-credential-provider'],
      {},
      JSON.stringify({
        apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
        kind: 'CredentialProviderRequest',
        image: `${host}/app:1`,
        serviceAccountToken: await signed(subject),
        serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': role },
      }),
    );
  const before = cloud.aws.calls.length;
  const firstOfA = await ask(a);
  const firstOfB = await ask(b);
  expect(firstOfA).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(firstOfB.stdout)).toMatchObject({ auth: { [host]: { username: 'AWS' } } });
  expect(callsSince(before)).toHaveLength(4);
  const auth = ({ stdout }: Ended): unknown => (JSON.parse(stdout) as { auth: unknown }).auth;
  expect(auth(await ask(a))).toEqual(auth(firstOfA));
  expect(auth(await ask(b))).toEqual(auth(firstOfB));
  expect(auth(firstOfA)).not.toEqual(auth(firstOfB));
  expect(callsSince(before)).toHaveLength(4);
  expect((await ask('system:serviceaccount:team-c:default')).exitCode).toBe(1);
  expect((await ask(a, deploy)).exitCode).toBe(1);
  expect((await get(github())).exitCode).toBe(1);
});

it('is refused for an Anchore deployment, which could not use it', async () => {
  const { exitCode, stderr } = await start(
    tsReg,
    ['--url', 'http://127.0.0.1:1/v1', '--u', 'admin', '--p', 'x', 'registry', 'add', host, '_web_identity', pull],
    github(),
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain('an Anchore deployment cannot use _web_identity');
});
