/** The keys of a permission set, and an answer without them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SdkTransport } from '../../src/ecr/sdk-transport.js';
import { ssoCredentials } from '../../src/ecr/sso-credentials.js';
import { cacheSsoToken, startContainerEndpoint, startSsoPortal } from '../support/aws-credential-endpoints.js';
import { role } from '../support/aws-exchange.js';
import { AwsPrincipals } from '../support/aws-principals.js';

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
      { transport, home, now: Date.now(), endpoint: () => url },
    );
  await expect(ask(portal.url)).resolves.toMatchObject({
    accessKeyId: session.accessKeyId,
    expiration: new Date(session.expiresAt),
  });
  await expect(ask(empty.url)).rejects.toThrow('the answer of SSO holds no credentials');
  await Promise.all([portal.close(), empty.close()]);
  rmSync(home, { recursive: true });
});
