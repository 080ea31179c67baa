/** Whom a kept token belongs to: a record with its identity, and of a CI job or pod the very one that proved itself. */
import { identityFingerprint, jobFingerprint, jobMarks, markOf } from '../registry/identity-fingerprint.js';
import { type AwsIdentity, identityOf } from '../registry/identity.js';
import type { OpenRecord } from '../registry/record.js';
import type { ExchangedToken, JobTokenOptions, JobTokenSource } from '../registry/token-exchange.js';
import type { CachedToken } from '../registry/token.js';
import { type JobSubject, podSlot } from '../registry/web-identity.js';
import type { StoreDependencies } from './dependencies.js';
import { usable, type UsableRecord } from './usable-record.js';

export type OwnerDependencies = Pick<StoreDependencies, 'exchange' | 'gate' | 'ambientChoice'>;

/** What the token of a job or pod may come from. */
export function jobTokenOptions({ gate }: Pick<OwnerDependencies, 'gate'>): JobTokenOptions {
  return { mayUseMachineToken: gate.allowed };
}

/** A request for the token of a record of another type treats it as one of AWS. */
export function identityIn({ identity, user, secret }: UsableRecord): AwsIdentity {
  return identity ?? identityOf(user, secret);
}

/** Of the record alone: the same for all jobs. */
export function fingerprintOf(record: OpenRecord, { ambientChoice }: Pick<OwnerDependencies, 'ambientChoice'>): string {
  return identityFingerprint(identityIn(usable(record)), record.location, ambientChoice);
}

/** With what a new token is kept; undefined for one that must not be, because nothing tells whose it is. */
export function keptFingerprint(
  record: OpenRecord,
  token: ExchangedToken,
  dependencies: OwnerDependencies,
): string | undefined {
  const own = fingerprintOf(record, dependencies);
  const { kind } = identityIn(usable(record));
  if (kind !== 'web') return own;
  return token.job && jobFingerprint(own, { scope: scopeMark(token.job.source), subject: subjectMark(token.job) });
}

/** The kept token if it belongs to this record and, for a web identity, to the job or pod that asks. */
export async function belongingTo(
  record: UsableRecord,
  token: CachedToken | undefined,
  dependencies: OwnerDependencies,
): Promise<CachedToken | undefined> {
  if (token === undefined) return undefined;
  const own = fingerprintOf(record, dependencies);
  const identity = identityIn(record);
  if (identity.kind === 'pod') return undefined;
  if (identity.kind !== 'web') return token.fingerprint === own ? token : undefined;
  const marks = jobMarks(token.fingerprint, own);
  if (marks === undefined) return undefined;
  const { exchange } = dependencies;
  const source = await exchange.jobTokenSource(identity, jobTokenOptions(dependencies));
  if (source === undefined) return undefined;
  if (marks.scope === scopeMark(source)) return token;
  const subject = await exchange.jobSubject(identity, jobTokenOptions(dependencies));
  return subject !== undefined && marks.subject === subjectMark({ subject }) ? token : undefined;
}

/** Where the token is kept: under the registry, and for a pod under its role and service account besides. */
export async function slotOf(record: UsableRecord, { exchange }: OwnerDependencies): Promise<string> {
  const identity = identityIn(record);
  if (identity.kind !== 'web' || identity.podToken === undefined) return record.registry;
  const { issuer = '', subject = '' } = (await exchange.jobSubject(identity, {})) ?? {};
  return podSlot(record.registry, markOf([identity.roleArn, issuer, subject]));
}

function scopeMark({ name, scope }: JobTokenSource): string {
  return markOf([name, scope.reveal()]);
}

function subjectMark({ subject: { issuer, subject } }: { readonly subject: JobSubject }): string {
  return markOf([issuer, subject]);
}
