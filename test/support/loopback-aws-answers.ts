/**
 * How AWS words its answers: JSON 1.1 for ECR, the XML of the query API for STS, with AWS's own error names and texts.
 */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export type AwsProtocol = 'json' | 'query';

/** An answer before it is put into the protocol's form. */
export type AwsAnswer =
  | { readonly kind: 'result'; readonly body: unknown }
  | { readonly kind: 'error'; readonly name: AwsErrorName; readonly message: string };

/** AWS's name of an error in JSON services (HTTP 400 unless it says otherwise), and in STS. */
const errorNames = {
  AccessDenied: { json: 'AccessDeniedException', query: 'AccessDenied', jsonStatus: 400, queryStatus: 403 },
  ExpiredToken: { json: 'ExpiredTokenException', query: 'ExpiredToken', jsonStatus: 400, queryStatus: 403 },
  InvalidIdentityToken: {
    json: 'InvalidIdentityToken',
    query: 'InvalidIdentityToken',
    jsonStatus: 400,
    queryStatus: 400,
  },
  InvalidParameter: { json: 'InvalidParameterException', query: 'ValidationError', jsonStatus: 400, queryStatus: 400 },
  InvalidSignature: {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    jsonStatus: 400,
    queryStatus: 403,
  },
  MissingAuthenticationToken: {
    json: 'MissingAuthenticationTokenException',
    query: 'MissingAuthenticationToken',
    jsonStatus: 400,
    queryStatus: 403,
  },
  ServerError: { json: 'ServerException', query: 'InternalFailure', jsonStatus: 500, queryStatus: 500 },
  Throttling: { json: 'ThrottlingException', query: 'Throttling', jsonStatus: 400, queryStatus: 400 },
  UnknownOperation: { json: 'UnknownOperationException', query: 'InvalidAction', jsonStatus: 400, queryStatus: 400 },
  UnrecognizedClient: {
    json: 'UnrecognizedClientException',
    query: 'InvalidClientTokenId',
    jsonStatus: 400,
    queryStatus: 403,
  },
} as const;

export type AwsErrorName = keyof typeof errorNames;

export function awsError(name: AwsErrorName, message: string): AwsAnswer {
  return { kind: 'error', name, message };
}

/** The refusal that AWS gives for an action that no policy allows; of a role's trust policy it gives no reason. */
export function accessDenied(arn: string, action: string, resource = '*'): AwsAnswer {
  const reason = action.startsWith('sts:') ? '' : ` because no identity-based policy allows the ${action} action`;
  return awsError(
    'AccessDenied',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}${reason}`,
  );
}

/**
 * Writes an answer; `now` (milliseconds since the epoch) becomes the Date header, which the SDK corrects its clock by.
 */
export function send(
  response: ServerResponse,
  answer: AwsAnswer,
  context: { readonly protocol: AwsProtocol; readonly operation: string; readonly now: number },
): number {
  const requestId = randomUUID();
  const names = answer.kind === 'error' ? errorNames[answer.name] : undefined;
  const json = context.protocol === 'json';
  const status = names ? (json ? names.jsonStatus : names.queryStatus) : 200;
  response.writeHead(status, {
    'content-type': json ? 'application/x-amz-json-1.1' : 'text/xml',
    date: new Date(context.now).toUTCString(),
    'x-amzn-requestid': requestId,
  });
  response.end(json ? jsonText(answer) : xmlText(answer, context.operation, requestId));
  return status;
}

function jsonText(answer: AwsAnswer): string {
  if (answer.kind === 'result') return JSON.stringify(answer.body);
  return JSON.stringify({ __type: errorNames[answer.name].json, message: answer.message });
}

/** STS API 2011-06-15: `<OperationResponse><OperationResult>…`. */
function xmlText(answer: AwsAnswer, operation: string, requestId: string): string {
  const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
  if (answer.kind === 'error') {
    const error = xml({ Type: 'Sender', Code: errorNames[answer.name].query, Message: answer.message });
    return `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  }
  const result = `<${operation}Result>${xml(answer.body)}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
}

function xml(value: unknown): string {
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, child]) => `<${name}>${xml(child)}</${name}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
