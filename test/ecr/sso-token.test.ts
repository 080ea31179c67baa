/** SSO sessions that are over in every way that the file or the portal can say it, and those that are not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SdkTransport } from '../../src/ecr/sdk-transport.js';
import { ssoCredentials } from '../../src/ecr/sso-token.js';
import {
  cacheSsoToken,
  type HttpEndpoint,
  startContainerEndpoint,
  startSsoPortal,
} from '../support/aws-credential-endpoints.js';
import { account, type AwsExchange, requestFor, role, startAwsExchange } from '../support/aws-exchange.js';
import { AwsPrincipals } from '../support/aws-principals.js';

let world: AwsExchange;
let portal: HttpEndpoint;
let home: string;

beforeEach(async () => {
  world = await startAwsExchange();
  home = await mkdtemp(join(tmpdir(), 'ts-reg-sso-'));
  portal = await startSsoPortal({
    session: () => world.aws.principals.issueSession(role, 'x', Date.now() + 3_600_000),
    accessToken: 'good',
    refreshToken: 'again',
  });
});
afterEach(async () => {
  await Promise.all([world.aws.close(), portal.close()]);
  await rm(home, { recursive: true });
});

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
const registration = { clientId: 'c', clientSecret: 's', registrationExpiresAt: inSeconds(3_600) };

async function setUp(profile: string): Promise<Readonly<Record<string, string>>> {
  const config = join(home, 'config');
  await writeFile(
    config,
    `[profile '${profile}']\nsso_session = "my corp"\nsso_account_id = ${account}\nsso_role_name = puller\n`.replace(
      '"my corp"',
      'my corp',
    ) + "[sso-session 'my corp']\nsso_start_url = https://x/start\nsso_region = eu-west-1\n",
  );
  return {
    HOME: home,
    AWS_CONFIG_FILE: config,
    AWS_ENDPOINT_URL_SSO: portal.url,
    AWS_ENDPOINT_URL_SSO_OIDC: portal.url,
  };
}

const dev = { kind: 'profile', profile: 'my dev' } as const;

describe('an SSO session', () => {
  it.each<[string, Readonly<Record<string, string>> | undefined]>([
    ['that never began', undefined],
    ['that has expired', { accessToken: 'good', expiresAt: inSeconds(-1) }],
    ['that the portal does not know any more', { accessToken: 'bad', expiresAt: inSeconds(3_600) }],
    ['without a token', { expiresAt: inSeconds(3_600) }],
    ['without an expiry', { accessToken: 'good' }],
    [
      'whose refresh token is refused',
      { accessToken: 'good', expiresAt: inSeconds(-1), refreshToken: 'worn', ...registration },
    ],
    [
      'whose registration has expired',
      {
        accessToken: 'good',
        expiresAt: inSeconds(-1),
        refreshToken: 'again',
        ...registration,
        registrationExpiresAt: inSeconds(-1),
      },
    ],
  ])('%s: the hint signs in again', async (_case, token) => {
    if (token !== undefined) await cacheSsoToken(home, 'my corp', token);
    const error = await world.failure(requestFor(dev), { environment: await setUp('my dev') });
    expect(error.message).toContain('SSO session');
    expect(error.hint).toBe("sign in again: aws sso login --profile 'my dev'");
    expect(`${error.message}${error.hint ?? ''}`).not.toMatch(/good|bad|worn|again\b(?!:)/);
  });

  it('whose file holds no JSON: the hint signs in again', async () => {
    await cacheSsoToken(home, 'my corp', {});
    const folder = join(home, '.aws', 'sso', 'cache');
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '{"accessToken": "canary');
    const error = await world.failure(requestFor(dev), { environment: await setUp('my dev') });
    expect(error.hint).toBe("sign in again: aws sso login --profile 'my dev'");
    expect(error.message).not.toContain('canary');
  });

  it('as the default profile behind awsauto: the hint names that profile', async () => {
    const error = await world.failure(requestFor({ kind: 'ambient' }), {
      environment: { ...(await setUp('my dev')), AWS_PROFILE: 'my dev' },
    });
    expect(error.hint).toBe("sign in again: aws sso login --profile 'my dev'");
  });

  it.each([3, 60, 299])('with %i s left is used, and nothing is renewed', async (seconds) => {
    await cacheSsoToken(home, 'my corp', { accessToken: 'good', expiresAt: inSeconds(seconds) });
    await expect(world.exchange(requestFor(dev), { environment: await setUp('my dev') })).resolves.toMatchObject({
      source: 'profile my dev (SSO)',
    });
    expect(portal.requests.map((line) => line.split('?')[0])).toEqual(['GET /federation/credentials']);
  });

  it('that has expired is renewed with its refresh token, and kept for the AWS CLI', async () => {
    await cacheSsoToken(home, 'my corp', {
      accessToken: 'old',
      expiresAt: inSeconds(-1),
      refreshToken: 'again',
      startUrl: 'https://x/start',
      ...registration,
    });
    await expect(world.exchange(requestFor(dev), { environment: await setUp('my dev') })).resolves.toBeDefined();
    const folder = join(home, '.aws', 'sso', 'cache');
    const [name = '', ...more] = await readdir(folder);
    expect(more).toEqual([]);
    expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({
      accessToken: 'good',
      refreshToken: 'again',
      startUrl: 'https://x/start',
      clientId: 'c',
    });
  });
});

const transport = new SdkTransport({
  environment: {},
  certificateAuthorities: [],
  signal: new AbortController().signal,
  clock: Date.now,
  debug: () => undefined,
  asking: () => undefined,
});

it('come from the portal with their end; an answer without them is refused', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ts-reg-sso-'));
  await cacheSsoToken(home, 'u', { accessToken: 'good', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  const session = new AwsPrincipals([], [role]).issueSession(role, 'x', Date.now() + 3_600_000);
  const portal = await startSsoPortal({ session: () => session, accessToken: 'good' });
  const empty = await startContainerEndpoint({
    session: () => session,
    answer: { status: 200, body: '{"roleCredentials":{"accessKeyId":"A"}}' },
  });
  const ask = (url: string) =>
    ssoCredentials(
      { profile: 'p', tokenName: 'u', region: 'eu-west-1', accountId: '1', roleName: 'r' },
      { transport, home, now: Date.now(), hosts: { useFips: false, useDualstack: false }, endpoint: () => url },
    );
  await expect(ask(portal.url)).resolves.toMatchObject({
    accessKeyId: session.accessKeyId,
    expiration: new Date(session.expiresAt),
  });
  await expect(ask(empty.url)).rejects.toThrow('the answer of SSO contains no credentials');
  await Promise.all([portal.close(), empty.close()]);
  rmSync(home, { recursive: true });
});
