/**
 * Stands in for a docker daemon where a client asks one to log in, pull, push or build (Docker Engine API: `/auth`,
 * `/images/create`, `/images/NAME/push`, `/build`). It tries the credentials that it is sent on the registry for real,
 * as the daemon does.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface DockerDaemon {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Credentials that docker sent to log in, in order. */
  readonly logins: readonly Login[];
  close(): Promise<void>;
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

/** What to ask of which registry to see whether a credential works. */
interface Attempt {
  readonly authority: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** Listens on a socket in `folder`. */
export async function startDockerDaemon(folder: string): Promise<DockerDaemon> {
  const logins: Login[] = [];
  const server = createServer((request, response) => {
    response.setHeader('api-version', '1.47').setHeader('content-type', 'application/json');
    void buffer(request).then(async (body) => {
      const url = new URL(request.url ?? '/', 'http://docker');
      const path = url.pathname.replace(/^\/v[\d.]+/, '');
      if (path === '/auth') {
        const login = loginOf(JSON.parse(body.toString('utf8')));
        logins.push(login);
        const isRight = await isAccepted(login, { authority: login.serveraddress, method: 'GET', path: '/v2/' });
        const answer = isRight
          ? { Status: 'Login Succeeded', IdentityToken: '' }
          : { message: 'unauthorized: incorrect username or password' };
        return void response.writeHead(isRight ? 200 : 401).end(JSON.stringify(answer));
      }
      const asked = transferOf(path, url, request);
      if (asked === undefined) return void response.end('{}');
      const message = 'unauthorized: authentication required';
      response.end(
        (await isAccepted(...asked))
          ? `{"stream":"Successfully done\\n"}\r\n`
          : `${JSON.stringify({ errorDetail: { message }, error: message })}\r\n`,
      );
    });
  });
  const path = `${folder}/docker.sock`;
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    host: `unix://${path}`,
    logins,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** The credential that was sent with a pull, push or build, and what to do with it. */
function transferOf(path: string, url: URL, { headers }: IncomingMessage): [Login, Attempt] | undefined {
  const pushed = /^\/images\/(.+)\/push$/.exec(path)?.[1];
  const image = path === '/images/create' ? (url.searchParams.get('fromImage') ?? '') : pushed;
  if (image !== undefined) {
    const [authority = '', ...name] = image.replace(/:\w+$/, '').split('/');
    const repository = `/v2/${name.join('/')}`;
    return [
      loginOf(decoded(headers['x-registry-auth'])),
      pushed === undefined
        ? { authority, method: 'GET', path: `${repository}/manifests/1` }
        : { authority, method: 'POST', path: `${repository}/blobs/uploads/` },
    ];
  }
  if (path !== '/build') return undefined;
  // All registries that the client knows; the daemon looks up that of each FROM line.
  const [authority = '', login] = Object.entries(decoded(headers['x-registry-config']))[0] ?? [];
  return [loginOf(login ?? {}), { authority, method: 'GET', path: '/v2/team/app/manifests/1' }];
}

async function isAccepted({ username, password }: Login, { authority, method, path }: Attempt): Promise<boolean> {
  if (authority === '') return false;
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    accept: 'application/vnd.oci.image.manifest.v1+json',
  };
  return (await fetch(`http://${authority}${path}`, { method, headers })).ok;
}

/** The headers hold JSON in base64, for URLs or not. */
function decoded(header: string | readonly string[] | undefined): object {
  return JSON.parse(Buffer.from(String(header ?? 'e30='), 'base64').toString('utf8')) as object;
}

/** Go reads names of members in any case; docker-py writes them in two. */
function loginOf(value: unknown): Login {
  const members = Object.entries(value ?? {}).map(([name, text]) => [name.toLowerCase(), String(text)]);
  return { username: '', password: '', serveraddress: '', ...Object.fromEntries(members) } as Login;
}
