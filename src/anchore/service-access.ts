/** Asking whether an Anchore service is there: `GET /v1` before the first command, as anchore-cli does. */
import { type ErrorKind, type Hint, TsRegError } from '../errors.js';
import { type FailureReason, HttpFailure } from '../http/http-failure.js';
import { hint } from '../system/hint.js';
import type { AnchoreService, AnchoreTransport } from './transport.js';

const hints: Readonly<Partial<Record<FailureReason, Hint>>> = {
  'tls-untrusted': hint`name its authority with ca_file in config.yaml, or do not verify: --insecure`,
  'tls-expired': hint`do not verify: --insecure`,
  'tls-wrong-host': hint`use the host name of the certificate in --url`,
  'tls-absent': hint`begin the URL with http://`,
};
const usualHint = hint`check --url (ANCHORE_CLI_URL); --local uses the store on this machine`;
const credentialsHint = hint`set ANCHORE_CLI_USER and ANCHORE_CLI_PASS, or give --u and --p`;

/** @throws {TsRegError} with anchore-cli's words, the reason behind them; exit code 2. */
export async function checkAccess(transport: AnchoreTransport, service: AnchoreService, liveness: URL): Promise<void> {
  const noAccess = (reason: string, details: { kind: ErrorKind; hint: Hint; httpCode?: number }): TsRegError => {
    const { kind, ...rest } = details;
    return new TsRegError(
      kind,
      `could not access anchore service (user=${service.user} url=${service.url}): ${reason}`,
      rest,
    );
  };
  const answer = await transport.send({ method: 'GET', url: liveness }).catch((error: unknown) => {
    if (error instanceof HttpFailure)
      throw noAccess(error.message, { kind: 'unavailable', hint: hints[error.reason] ?? usualHint });
    if (!(error instanceof TsRegError)) throw error;
    throw noAccess(error.message, { kind: error.kind, hint: error.hint ?? usualHint });
  });
  if (answer.status >= 200 && answer.status < 300) return;
  if (answer.status === 401)
    throw noAccess('user or password is wrong', { kind: 'unauthorized', hint: credentialsHint, httpCode: 401 });
  throw noAccess(`HTTP ${answer.status}`, { kind: 'unavailable', hint: usualHint, httpCode: answer.status });
}
