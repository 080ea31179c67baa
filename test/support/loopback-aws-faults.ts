/**
 * What can go wrong at the loopback AWS, on demand: errors that AWS words itself, and ways to answer badly or not at
 * all.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export type AwsFaultKind =
  | 'throttle'
  | 'server-error'
  | 'access-denied'
  | 'expired-token'
  /** Takes the request and never answers. */
  | 'stall'
  /** Answers as usual, but `delayMs` later. */
  | 'slow'
  /** Sends one byte every 100 ms, for ever. */
  | 'drip'
  /** Cuts the connection. */
  | 'reset'
  /** HTTP 200 with HTML. */
  | 'garbage'
  /** An error page in HTML, as of a proxy or firewall, with `status`. */
  | 'page'
  /** HTTP 200 with nothing. */
  | 'empty'
  /** HTTP 200 with more than any reply has (8 MiB). */
  | 'flood';

export interface AwsFault {
  readonly kind: AwsFaultKind;
  /** `GetAuthorizationToken`, `AssumeRole`, …; undefined: every operation. */
  readonly operation?: string;
  /** How many requests it hits; undefined: all from now on. */
  readonly times?: number;
  /** For `access-denied`: the message, instead of that for an action which no identity-based policy allows. */
  readonly message?: string;
  /** For `page`. */
  readonly status?: number;
  /** For `slow`. */
  readonly delayMs?: number;
}

/** Faults in the order they were asked for; each is used up after its number of times. */
export class AwsFaults {
  #faults: { fault: AwsFault; left: number }[] = [];

  add(fault: AwsFault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that this request meets, and one less of it. */
  take(operation: string): AwsFault | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && (fault.operation ?? operation) === operation);
    if (found) found.left -= 1;
    return found?.fault;
  }
}

/** Carries out the faults that need no knowledge of AWS; true when the request is thereby dealt with. */
export async function answerBadly(fault: AwsFault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'stall':
      return true;
    case 'slow':
      await wait(fault.delayMs ?? 1_000);
      return false;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>captive portal</body></html>');
      return true;
    case 'page':
      response
        .writeHead(fault.status ?? 503, { 'content-type': 'text/html' })
        .end('<html><head><title>Blocked</title></head><body>access denied by policy</body></html>');
      return true;
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end();
      return true;
    case 'flood':
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(Buffer.alloc(8 * 1024 * 1024, ' '));
      return true;
    case 'drip':
      drip(response);
      return true;
    case 'throttle':
    case 'server-error':
    case 'access-denied':
    case 'expired-token':
      return false;
    default:
      return fault.kind satisfies never;
  }
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  const timer = setInterval(() => response.write(' '), 100);
  response.once('close', () => {
    clearInterval(timer);
  });
}
