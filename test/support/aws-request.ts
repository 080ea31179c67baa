/** Reads a request to the loopback AWS: which operation of which protocol, and its input. */
import type { IncomingMessage } from 'node:http';
import type { AwsProtocol } from './loopback-aws-answers.js';
import type { ReceivedRequest } from './sigv4-verifier.js';

export interface AwsRequest extends ReceivedRequest {
  readonly protocol: AwsProtocol;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** JSON 1.1 names the operation in `X-Amz-Target`, the query API in the form field `Action`. */
export async function readAwsRequest(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const received = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers, body };
  const target = incoming.headers['x-amz-target'];
  if (typeof target === 'string') {
    const input: unknown = JSON.parse(body.toString() || '{}');
    const operation = target.slice(target.lastIndexOf('.') + 1);
    return { ...received, protocol: 'json', operation, input: input as Readonly<Record<string, unknown>> };
  }
  const input = Object.fromEntries(new URLSearchParams(body.toString()));
  return { ...received, protocol: 'query', operation: input['Action'] ?? '', input };
}
