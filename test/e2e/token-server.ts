/**
 * A token server for docker-registry's `auth: token` (distribution specification, token authentication), with signed
 * JWTs.
 */
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateCa } from '../support/private-ca.js';

export interface TokenServer {
  /** The `auth.token` section of a registry that trusts this server. */
  readonly registryConfiguration: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const service = 'loopback-registry';
const issuer = 'loopback-token-server';

/** Hands tokens to users with the right password; scopes are granted as asked. */
export async function startTokenServer(users: Readonly<Record<string, string>>): Promise<TokenServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-tokens-'));
  const ca = await createPrivateCa('token signing');
  const leaf = await ca.issue(['signer.example']);
  const bundle = join(folder, 'root.pem');
  writeFileSync(bundle, ca.caPem);
  const signingKey = createPrivateKey(leaf.key);
  const chain = [new X509Certificate(leaf.cert).raw.toString('base64')];

  const server = createServer((request, response) => {
    const [user = '', password = ''] = basicCredential(request.headers.authorization);
    if (users[user] === undefined || users[user] !== password) return void response.writeHead(401).end();
    const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: user,
      aud: query.get('service') ?? '',
      iat: now,
      nbf: now - 10,
      exp: now + 300,
      jti: randomUUID(),
      access: query
        .getAll('scope')
        .flatMap((scopes) => scopes.split(' '))
        .map(accessOf),
    };
    const token = jwt({ typ: 'JWT', alg: 'ES256', x5c: chain }, claims);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ token, access_token: token, expires_in: 300 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function jwt(header: object, claims: object): string {
    const body = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${body}.${sign('sha256', Buffer.from(body), { key: signingKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }

  return {
    registryConfiguration: { realm: `http://127.0.0.1:${port}/token`, service, issuer, rootcertbundle: bundle },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function basicCredential(header: string | undefined): readonly string[] {
  const text = Buffer.from(/^Basic (.+)$/i.exec(header ?? '')?.[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? [] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** `repository:library/app:pull,push` (distribution specification, token scope). */
function accessOf(scope: string): object {
  const [type = '', name = '', actions = ''] = scope.split(':');
  return { type, name, actions: actions.split(',') };
}
