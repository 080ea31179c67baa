/**
 * Ends what the SDK has started when its time is up. Two of its credential sources wait without end and give
 * the caller no handle: `credential_process`, which may ask a question such as an MFA code, and the container endpoint
 * behind `credential_source`. Either would keep ts-reg alive long after its error was printed.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { failOnUpgrade } from '../http/quiet-transport.js';

/** What Node publishes for each new one (Node.js API, diagnostics_channel, "Built-in channels"). */
const processStarted = 'child_process';
const requestStarted = 'http.client.request.start';

/** Runs `work`; processes and HTTP requests that it starts, and no others, end when the signal is aborted. */
export async function endingWith<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const mine = new AsyncLocalStorage<true>();
  const onProcess = (message: unknown): void => {
    if (mine.getStore() && isProcessMessage(message)) endProcess(signal, message.process);
  };
  const onRequest = (message: unknown): void => {
    if (mine.getStore() && isRequestMessage(message)) endRequest(signal, message.request);
  };
  subscribe(processStarted, onProcess);
  subscribe(requestStarted, onRequest);
  try {
    return await mine.run(true, work);
  } finally {
    unsubscribe(processStarted, onProcess);
    unsubscribe(requestStarted, onRequest);
  }
}

/** Its pipes go with it: a grandchild may hold them open. */
function endProcess(signal: AbortSignal, child: ChildProcess): void {
  const end = (): void => {
    child.kill('SIGKILL');
    for (const stream of child.stdio) stream?.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  // Node reports a process before it has one; the SDK's second try may come after the end.
  child.once('spawn', () => {
    if (signal.aborted) end();
  });
  child.once('close', () => {
    signal.removeEventListener('abort', end);
  });
}

function endRequest(signal: AbortSignal, request: ClientRequest): void {
  failOnUpgrade(request);
  const end = (): void => {
    request.destroy();
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  request.once('close', () => {
    signal.removeEventListener('abort', end);
  });
}

function isProcessMessage(message: unknown): message is { readonly process: ChildProcess } {
  return typeof message === 'object' && message !== null && 'process' in message;
}

function isRequestMessage(message: unknown): message is { readonly request: ClientRequest } {
  return typeof message === 'object' && message !== null && 'request' in message;
}
