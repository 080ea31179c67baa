/**
 * A loopback AWS: ECR and ECR Public (JSON 1.1) and STS (query API) behind real SigV4 verification.
 * Serves the tests and the demo of `npm start`; counts calls and fails on demand.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type AwsPrincipal, AwsPrincipals, type AwsRole } from './aws-principals.js';
import { refusalOf, scopeRefusal } from './aws-refusals.js';
import { type AwsRequest, readAwsRequest } from './aws-request.js';
import { AwsTokens, type TokenFactory } from './aws-tokens.js';
import { accessDenied, type AwsAnswer, awsError, send } from './loopback-aws-answers.js';
import { answerBadly, type AwsFault, AwsFaults } from './loopback-aws-faults.js';
import {
  answerSigned,
  answerUnsigned,
  type AwsState,
  unsignedOperations,
  type WebIdentityVerifier,
} from './loopback-aws-operations.js';
import { type SignatureVerdict, verifySignature } from './sigv4-verifier.js';

export interface LoopbackAwsOptions {
  readonly keys?: readonly AwsPrincipal[];
  readonly roles?: readonly AwsRole[];
  /** Serve https with this certificate (PEM); plain http without it. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Changes or withholds the tokens that are given out. */
  readonly token?: TokenFactory;
  /** Verifies web identity tokens; default: by those that a role lists. */
  readonly verifyWebIdentity?: WebIdentityVerifier | undefined;
  /** This machine's time; AWS's own is this plus `clockOffsetMs`. */
  readonly clock?: () => number;
}

/** One request, as it was received. */
export interface AwsCall {
  readonly operation: string;
  /** From the signature's scope; empty when unsigned. */
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The Host header: the name that the client believes it speaks to. */
  readonly host: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface LoopbackAws {
  readonly url: string;
  readonly port: number;
  readonly principals: AwsPrincipals;
  readonly faults: AwsFaults;
  /** Every request in order, refused ones too. */
  readonly calls: readonly AwsCall[];
  /** How many requests asked for an operation. */
  count(operation: string): number;
  /** How far AWS's clock is ahead of ours, in milliseconds. */
  clockOffsetMs: number;
  /** Whether a password is an ECR token that was given out here and still lives. */
  isValidToken(password: string): boolean;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startLoopbackAws(options: LoopbackAwsOptions = {}): Promise<LoopbackAws> {
  const clock = options.clock ?? Date.now;
  const calls: AwsCall[] = [];
  const faults = new AwsFaults();
  const state = {
    principals: new AwsPrincipals(options.keys ?? [], options.roles ?? []),
    tokens: new AwsTokens(options.token),
    verifyWebIdentity: options.verifyWebIdentity,
  };
  const now = (): number => clock() + aws.clockOffsetMs;

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readAwsRequest(incoming);
    const verdict = await verifySignature(request, state.principals, now());
    const { operation, protocol, input } = request;
    const { service = '', region = '', accessKeyId = '' } = verdict.scope ?? {};
    calls.push({ operation, service, region, accessKeyId, host: request.headers.host ?? '', input });
    const fault = faults.take(operation);
    if (fault && (await answerBadly(fault, response))) return;
    const answer =
      (fault && plannedRefusal(fault, verdict, operation)) ?? (await answerTo(state, { request, verdict, now: now() }));
    send(response, answer, { protocol, operation, now: now() });
  };

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    handle(incoming, response).catch(() => response.destroy());
  };
  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const aws: LoopbackAws = {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    principals: state.principals,
    faults,
    calls,
    clockOffsetMs: 0,
    count: (operation) => calls.filter((call) => call.operation === operation).length,
    isValidToken: (password) => state.tokens.isValid(password, now()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return aws;
}

/** The faults that AWS puts into words; undefined for the others. */
function plannedRefusal(
  { kind, message }: AwsFault,
  verdict: SignatureVerdict,
  operation: string,
): AwsAnswer | undefined {
  if (kind === 'throttle') return awsError('Throttling', 'Rate exceeded');
  if (kind === 'server-error') return awsError('ServerError', 'Internal failure');
  if (kind === 'expired-token')
    return awsError('ExpiredToken', 'The security token included in the request is expired');
  if (kind === 'access-denied' && message !== undefined) return awsError('AccessDenied', message);
  if (kind === 'access-denied' && verdict.ok)
    return accessDenied(verdict.principal.arn, `${verdict.scope.service}:${operation}`);
  return undefined;
}

/** What AWS answers when nothing was planned to go wrong. */
async function answerTo(
  state: AwsState,
  received: { readonly request: AwsRequest; readonly verdict: SignatureVerdict; readonly now: number },
): Promise<AwsAnswer> {
  const { request, verdict, now } = received;
  const { operation, input } = request;
  if (unsignedOperations.includes(operation))
    return answerUnsigned(state, { operation, service: 'sts', region: '', input, now });
  if (!verdict.ok) return refusalOf(verdict, now);
  const { service, region } = verdict.scope;
  return (
    scopeRefusal(request, verdict.scope) ??
    answerSigned(state, verdict.principal, { operation, service, region, input, now })
  );
}
