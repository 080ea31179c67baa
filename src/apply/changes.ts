/** What differs between a stored registry and the entry of a document; no secret is in the answer. */
import { identityOf } from '../registry/identity.js';
import type { EcrLocation } from '../registry/record.js';
import { webIdentityUser } from '../registry/web-identity.js';
import type { Secret } from '../secret.js';
import { rolePattern } from './document-keys.js';

/** What the store has; an engine shows neither secret nor location. */
export interface StoredRegistry {
  readonly registry: string;
  readonly name: string | undefined;
  readonly type: string;
  readonly user: string;
  readonly verifyTls: boolean;
  readonly location?: EcrLocation;
  readonly secret?: Secret;
  /** The documents that made it, where that is remembered. */
  readonly documents?: readonly string[] | undefined;
}

/** What a document wants; `secret` is undefined where it cannot be compared. */
export interface WantedRegistry extends Omit<StoredRegistry, 'registry' | 'location' | 'documents'> {
  readonly location: EcrLocation;
  readonly isRotated?: boolean;
  /** What a reference gave is not shown, even where it should be the name of a profile. */
  readonly isByReference?: boolean;
}

/** One key that differs; the values only where they may be seen. */
export interface Change {
  readonly key: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** In the order of the keys of a document; empty when both are equal. */
export function changesBetween(stored: StoredRegistry, wanted: WantedRegistry): readonly Change[] {
  return [
    ...changed('user', stored.user, wanted.user),
    ...secretChanges(stored, wanted),
    ...changed('type', stored.type, wanted.type),
    ...changed('name', stored.name, wanted.name),
    ...changed('verify_tls', String(stored.verifyTls), String(wanted.verifyTls)),
    ...(stored.location === undefined ? [] : locationChanges(stored.location, wanted.location)),
  ];
}

function changed(key: string, from: string | undefined, to: string | undefined): readonly Change[] {
  return from === to ? [] : [{ key, from, to }];
}

function locationChanges(stored: EcrLocation, wanted: EcrLocation): readonly Change[] {
  return (['region', 'account', 'endpoint'] as const).flatMap((key) => changed(key, stored[key], wanted[key]));
}

/** Passwords and external ids are compared and not shown. The word awsauto has no secret of its own. */
function secretChanges(stored: StoredRegistry, wanted: WantedRegistry): readonly Change[] {
  if (wanted.isRotated === true && wanted.user !== '' && wanted.user !== 'awsauto') return [{ key: 'password' }];
  if (stored.secret === undefined || wanted.secret === undefined || wanted.user === 'awsauto') return [];
  if (stored.secret.reveal() === wanted.secret.reveal()) return [];
  const isSameUser = stored.user === wanted.user;
  if (wanted.user === '_aws_profile' || wanted.user === webIdentityUser) {
    const key = wanted.user === webIdentityUser ? 'web_identity' : 'profile';
    if (wanted.isByReference === true) return [{ key }];
    const isShown = isSameUser && stored.type === 'awsecr';
    return [{ key, from: isShown ? stored.secret.reveal() : undefined, to: wanted.secret.reveal() }];
  }
  if (wanted.user !== '_iam_role') return [{ key: 'password' }];
  const to = roleOf(wanted.secret);
  const from = isSameUser ? roleOf(stored.secret) : { roleArn: undefined, externalId: undefined };
  return [
    ...(from.roleArn === to.roleArn ? [] : [{ key: 'role', from: shownRole(from.roleArn), to: shownRole(to.roleArn) }]),
    ...(from.externalId === to.externalId ? [] : [{ key: 'external_id' }]),
  ];
}

/** A password that stands by mistake where a role should is one all the same. */
function shownRole(roleArn: string | undefined): string | undefined {
  return roleArn !== undefined && rolePattern.test(roleArn) ? roleArn : undefined;
}

function roleOf(secret: Secret): { readonly roleArn: string; readonly externalId: string | undefined } {
  const identity = identityOf('_iam_role', secret);
  return identity.kind === 'role' ? identity : { roleArn: '', externalId: undefined };
}
