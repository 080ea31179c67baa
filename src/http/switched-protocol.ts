/**
 * `101 Switching Protocols` is never an answer to ours, which asks for no upgrade (RFC 9110 §7.8). Node hands such a
 * connection to listeners of `upgrade`; without one it closes the connection and tells the request nothing, so that its
 * caller waits for ever, or until the event loop runs dry.
 */
import type { ClientRequest } from 'node:http';
import { switchedProtocol } from './http-failure.js';

/** Makes the request fail with an error whose code `failureFrom` takes for an `upgrade`. */
export function failOnUpgrade(request: ClientRequest): void {
  request.once('upgrade', (_answer, socket) => {
    socket.destroy();
    // The request counts as done by now, and destroying it would say nothing.
    request.emit('error', Object.assign(new Error('101 Switching Protocols'), { code: switchedProtocol }));
  });
}
