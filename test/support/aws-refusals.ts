/** How AWS refuses a request by its signature, in AWS's words. */
import { type AwsAnswer, awsError } from './loopback-aws-answers.js';
import type { CredentialScope, ReceivedRequest, SignatureVerdict } from './sigv4-verifier.js';

/** The answer to a request whose signature does not hold; `now` in milliseconds since the epoch. */
export function refusalOf(verdict: Extract<SignatureVerdict, { ok: false }>, now: number): AwsAnswer {
  const signedAt = verdict.signedAt ?? '';
  switch (verdict.fault) {
    case 'missing':
      return awsError('MissingAuthenticationToken', 'Missing Authentication Token');
    case 'unknown-key':
    case 'session-token':
      return awsError('UnrecognizedClient', 'The security token included in the request is invalid.');
    case 'session-expired':
      return awsError('ExpiredToken', 'The security token included in the request is expired');
    case 'expired': {
      const edge = amzDate(now - 300_000);
      return awsError(
        'InvalidSignature',
        `Signature expired: ${signedAt} is now earlier than ${edge} (${amzDate(now)} - 5 min.)`,
      );
    }
    case 'not-yet-current': {
      const edge = amzDate(now + 300_000);
      return awsError(
        'InvalidSignature',
        `Signature not yet current: ${signedAt} is still later than ${edge} (${amzDate(now)} + 5 min.)`,
      );
    }
    case 'mismatch':
      return awsError(
        'InvalidSignature',
        'The request signature we calculated does not match the signature you provided. ' +
          'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      );
    default:
      return verdict.fault satisfies never;
  }
}

/** Real API hosts carry service and region; a signature for others is refused there. */
export function scopeRefusal(request: ReceivedRequest, scope: CredentialScope): AwsAnswer | undefined {
  const [, service, region] =
    /^(?:api\.)?(ecr-public|ecr|sts)(?:-fips)?\.([a-z0-9-]+)\./.exec(request.headers.host ?? '') ?? [];
  if (service === undefined) return undefined;
  if (service !== scope.service) {
    return awsError('InvalidSignature', `Credential should be scoped to correct service: '${service}'. `);
  }
  if (region !== scope.region) return awsError('InvalidSignature', 'Credential should be scoped to a valid region. ');
  return undefined;
}

/** `20260102T030405Z` */
function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
