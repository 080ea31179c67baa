/**
 * Requests whose headers stay out of their options: node:http and node:net write the options of a request to stderr
 * with NODE_DEBUG=http, https or net, and the password with them.
 */
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { switchedProtocol } from './http-failure.js';

/** What axios asks of a transport. */
export interface Transport {
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest;
}

/** node:http or node:https by the protocol; headers are put on the request once it exists. */
export const quietTransport: Transport = {
  request({ headers, ...options }, onAnswer) {
    const request = options.protocol === 'https:' ? httpsRequest(options, onAnswer) : httpRequest(options, onAnswer);
    failOnUpgrade(request);
    for (const [name, value] of Object.entries((headers ?? {}) as OutgoingHttpHeaders)) {
      if (value !== undefined) request.setHeader(name, value);
    }
    return request;
  },
};

/** Makes the request fail with an error whose code `failureFrom` takes for an `upgrade`. */
export function failOnUpgrade(request: ClientRequest): void {
  request.once('upgrade', (_answer, socket) => {
    socket.destroy();
    // The request counts as done by now, and destroying it would say nothing.
    request.emit('error', Object.assign(new Error('101 Switching Protocols'), { code: switchedProtocol }));
  });
}
