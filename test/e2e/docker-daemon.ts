/**
 * Stands in for the one thing that `docker login` without a user name asks a daemon: `POST /auth` (Docker Engine API).
 * It tries the credentials on the registry for real, as the daemon does.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export interface DockerDaemon {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Credentials that docker sent, in order. */
  readonly logins: readonly { readonly username: string; readonly serveraddress: string }[];
  close(): Promise<void>;
}

/** Listens on a socket in `folder`. */
export async function startDockerDaemon(folder: string): Promise<DockerDaemon> {
  const logins: { username: string; serveraddress: string }[] = [];
  const server = createServer((request, response) => {
    response.setHeader('api-version', '1.47').setHeader('content-type', 'application/json');
    if (!(request.url ?? '').endsWith('/auth')) return void response.end('{}');
    void text(request).then(async (body) => {
      const login = JSON.parse(body) as { username: string; password: string; serveraddress: string };
      logins.push(login);
      const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
      const { status } = await fetch(`http://${login.serveraddress}/v2/`, { headers: { authorization } });
      const answer =
        status === 200
          ? { Status: 'Login Succeeded', IdentityToken: '' }
          : { message: 'unauthorized: incorrect username or password' };
      response.writeHead(status === 200 ? 200 : 401).end(JSON.stringify(answer));
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
