/** What the servers of a case log and answer: credentials in readable form, answers written as text, slow agents. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A `Basic` header as `basic user:password`. */
export function readableAuthorization(authorization: string | undefined): string {
  const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
  return encoded === undefined ? (authorization ?? '') : `basic ${Buffer.from(encoded, 'base64').toString()}`;
}

/** `HTTP 200`, header lines, an empty line, the body. */
export function readAnswer(text: string): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const [head = '', ...body] = text.split('\n\n');
  const [first = '', ...lines] = head.split('\n').filter((line) => line !== '');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: body.join('\n\n').trimEnd() };
}

/** Hands requests on after a delay, as a busy agent does. */
export async function startSlowly(
  target: string,
  delay: number,
): Promise<{ readonly url: string; readonly requests: readonly string[]; close: () => Promise<void> }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const { authorization } = request.headers;
    const stop = new AbortController();
    response.on('close', () => {
      stop.abort();
    });
    wait(delay, undefined, { signal: stop.signal })
      .then(() =>
        fetch(`${target}${request.url ?? ''}`, {
          signal: stop.signal,
          ...(authorization === undefined ? {} : { headers: { authorization } }),
        }),
      )
      .then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
