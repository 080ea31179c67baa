/** Looks whether each ECR API that the records need answers, and compares its clock with ours. Sends no credentials. */
import { setLineCommand } from '../../../config/set-line-command.js';
import type { Settings } from '../../../config/settings.js';
import { type ApiProbe, probeEcrApi } from '../../../ecr/api-probe.js';
import { type Hint, TsRegError } from '../../../errors.js';
import type { FailureReason } from '../../../http/http-failure.js';
import { ecrTarget } from '../../../registry-store/ecr-target.js';
import { type AwsIdentity, identityOf } from '../../../registry/identity.js';
import type { OpenRecord, RegistryRecord } from '../../../registry/record.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import type { Environment } from '../../../system/environment.js';
import { hint, joinHints } from '../../../system/hint.js';
import { type Finding, fine, problem } from './findings.js';
import { checkClock } from './network-check.js';
import { timeLimits } from '../../../system/time-limits.js';

export interface ApiSurroundings {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly certificateAuthorities: readonly string[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The secret of a record that is open names its profile. */
type Listed = RegistryRecord | OpenRecord;

/** One look at each API host, however many records share it; the first answer tells about the clock too. */
export async function checkApis(
  records: readonly Listed[],
  surroundings: ApiSurroundings,
): Promise<readonly Finding[]> {
  const probes = await Promise.all(distinctTargets(records).map((record) => probe(record, surroundings)));
  const clock = probes.flatMap((found) =>
    found instanceof TsRegError ? [] : clockFindings(found, surroundings.clock()),
  );
  const apis = probes.map((found) => apiFinding(found, surroundings.settings));
  // Two profiles may lead to one API.
  const told = new Map(apis.map((finding) => [finding.message, finding]));
  return [...told.values(), ...clock.slice(0, 1)];
}

/** What cannot be distinguished is checked once; a record without a region stands for itself, and its probe says so. */
function distinctTargets(records: readonly Listed[]): readonly Listed[] {
  const byTarget = new Map<string, Listed>();
  for (const record of records) byTarget.set(targetText(record), record);
  return [...byTarget.values()];
}

/** What the secret names counts only where it is a profile. */
function identityIn(record: Listed): AwsIdentity {
  return 'secret' in record ? identityOf(record.user, record.secret) : { kind: 'ambient' };
}

function targetText(record: Listed): string {
  const { registry, location } = record;
  const identity = identityIn(record);
  const profile = identity.kind === 'profile' ? identity.profile : '';
  try {
    const target = { ...ecrTarget(parseRegistryName(registry), location), account: '' };
    return JSON.stringify([target, location.endpoint, profile]);
  } catch (error) {
    if (error instanceof TsRegError) return registry;
    throw error;
  }
}

async function probe(record: Listed, surroundings: ApiSurroundings): Promise<ApiProbe | TsRegError> {
  const { registry, location } = record;
  try {
    return await probeEcrApi({
      ...surroundings,
      target: ecrTarget(parseRegistryName(registry), location),
      identity: identityIn(record),
      endpoint: location.endpoint,
      endpoints: surroundings.settings.endpoints,
      timeoutMs: Math.min(surroundings.settings.timeoutMs, timeLimits.doctorApi),
    });
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}

function apiFinding(found: ApiProbe | TsRegError, settings: Settings): Finding {
  if (found instanceof TsRegError) return problem('aws', found.message, found.hint);
  const way = found.proxy === undefined ? '' : ` through the proxy ${found.proxy}`;
  if (found.outcome.kind === 'answers') return fine('aws', `${found.host} answers${way}`);
  return problem(
    'aws',
    `${found.host} cannot be reached${way}: ${found.outcome.message}`,
    wayOut(found, found.outcome.reason, settings),
  );
}

function wayOut({ host, proxy }: ApiProbe, reason: FailureReason, { paths, caFile }: Settings): Hint {
  const name = host.replace(/:\d+$/, '');
  if (reason === 'tls-untrusted')
    return joinHints(
      hint`if a proxy inspects TLS here, trust its certificate authority: `,
      setLineCommand(paths.configFile, 'ca_file: /path/to/ca.pem', caFile !== undefined),
    );
  if (proxy !== undefined)
    return hint`curl -v --proxy ${`http://${proxy}`} ${`https://${host}/`}, or bypass the proxy:
      export NO_PROXY="\${NO_PROXY:-$no_proxy},"${name}`;
  if (reason === 'dns') return hint`check the region and the endpoint: dig ${name}`;
  return hint`curl -sv ${`https://${host}/`}`;
}

function clockFindings({ outcome }: ApiProbe, now: number): readonly Finding[] {
  if (outcome.kind !== 'answers' || outcome.clockOffsetMs === undefined) return [];
  return checkClock(new Date(now - outcome.clockOffsetMs).toUTCString(), now);
}
