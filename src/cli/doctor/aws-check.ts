/** Looks at the AWS side of awsecr records: the gate, the role of this machine, the API and its clock. */
import type { Settings } from '../../config/settings.js';
import { ambientGateHint } from '../../config/ambient-gate.js';
import type { Environment } from '../../config/paths.js';
import type { ApiProbe } from '../../ecr/api-probe.js';
import { probeEcrApi } from '../../ecr/api-probe.js';
import type { InstanceMetadata } from '../../ecr/instance-metadata.js';
import { readInstanceMetadata } from '../../ecr/instance-metadata.js';
import { TsRegError } from '../../errors.js';
import type { RegistryRecord } from '../../registry/record.js';
import { ecrTarget } from '../../registry-store/ecr-target.js';
import type { Finding } from './finding.js';
import { fine, problem, remark } from './finding.js';
import { checkClock } from './network-check.js';

const ambientUsers = ['awsauto', '_iam_role'];

export interface AwsSurroundings {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly certificateAuthorities: readonly string[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Findings about AWS; none when no record is of type awsecr. Sends no credentials. */
export async function checkAws(records: readonly RegistryRecord[], surroundings: AwsSurroundings): Promise<readonly Finding[]> {
  const ecrRecords = records.filter(({ type }) => type === 'awsecr');
  if (ecrRecords.length === 0) return [];
  const ambient = ecrRecords.filter(({ user }) => ambientUsers.includes(user));
  const [api, role] = await Promise.all([
    checkApis(ecrRecords, surroundings),
    ambient.length === 0 ? [] : checkRole(surroundings),
  ]);
  return [...checkGate(ambient, surroundings.settings), ...role, ...api];
}

/** The gate stays closed unless config.yaml opens it, so a record behind it gets no tokens. */
export function checkGate(ambient: readonly RegistryRecord[], settings: Settings): readonly Finding[] {
  if (ambient.length === 0) return [];
  if (settings.allowAmbientRole) return [fine('aws', 'records may use the role of this machine')];
  const names = ambient.map(({ registry }) => registry).join(', ');
  return [problem('aws', `the role of this machine is not allowed, but used by ${names}`, ambientGateHint(settings.paths.configFile))];
}

async function checkRole({ environment }: AwsSurroundings): Promise<readonly Finding[]> {
  return [roleFinding(await readInstanceMetadata({ environment }), environment)];
}

/** What people curl from the metadata service (iam/info), in words; off EC2 other sources may serve the role. */
export function roleFinding(metadata: InstanceMetadata, environment: Environment): Finding {
  switch (metadata.kind) {
    case 'role':
      return fine('aws', `instance role ${metadata.roleName} (${metadata.instanceProfileArn}, ${metadata.status})`);
    case 'no-role':
      return problem('aws', 'this instance has no role', 'attach an instance role with AmazonEC2ContainerRegistryReadOnly: EC2 console, Actions, Security, Modify IAM role');
    case 'absent':
      return hasOtherSource(environment)
        ? remark('aws', `no instance metadata service (${metadata.reason}); the environment names another source of credentials`)
        : remark('aws', `no instance metadata service (${metadata.reason}): this is no EC2 instance, or its metadata is switched off`, 'aws configure, or store keys: ts-reg registry update HOST ACCESS_KEY_ID');
    default:
      return metadata satisfies never;
  }
}

function hasOtherSource(environment: Environment): boolean {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  return names.some((name) => environment[name]);
}

/** One look at each API host, however many records share it; the first answer tells about the clock too. */
async function checkApis(records: readonly RegistryRecord[], surroundings: AwsSurroundings): Promise<readonly Finding[]> {
  const probes = await Promise.all(distinctTargets(records).map((record) => probe(record, surroundings)));
  const clock = probes.flatMap((found) => (found instanceof TsRegError ? [] : clockFindings(found, surroundings.clock())));
  return [...probes.map(apiFinding), ...clock.slice(0, 1)];
}

function distinctTargets(records: readonly RegistryRecord[]): readonly RegistryRecord[] {
  const byTarget = new Map<string, RegistryRecord>();
  for (const record of records) byTarget.set(JSON.stringify([targetText(record), record.location.endpoint]), record);
  return [...byTarget.values()];
}

function targetText({ registry, location }: RegistryRecord): string {
  const { service, region } = ecrTarget(registry, location);
  return `${service} ${region}`;
}

async function probe({ registry, location }: RegistryRecord, surroundings: AwsSurroundings): Promise<ApiProbe | TsRegError> {
  try {
    return await probeEcrApi({
      ...surroundings,
      target: ecrTarget(registry, location),
      endpoint: location.endpoint,
      endpoints: surroundings.settings.endpoints,
      timeoutMs: Math.min(surroundings.settings.timeoutMs, 5_000),
    });
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}

function apiFinding(found: ApiProbe | TsRegError): Finding {
  if (found instanceof TsRegError) return problem('aws', found.message, found.hint);
  const way = found.proxy === undefined ? '' : ` through the proxy ${found.proxy}`;
  if (found.outcome.kind === 'answers') return fine('aws', `${found.host} answers${way}`);
  const fix = found.proxy === undefined ? `curl -sv https://${found.host}/` : `is the proxy right? else: export NO_PROXY=${found.host}`;
  return problem('aws', `${found.host} cannot be reached${way}: ${found.outcome.message}`, fix);
}

function clockFindings({ outcome }: ApiProbe, now: number): readonly Finding[] {
  if (outcome.kind !== 'answers' || outcome.clockOffsetMs === undefined) return [];
  return checkClock(new Date(now - outcome.clockOffsetMs).toUTCString(), now);
}
