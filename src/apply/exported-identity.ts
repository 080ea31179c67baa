/** The identity of a stored registry in the words of a document: what reads back as the same user and secret. */
import { identityOf } from '../registry/identity.js';
import { traitsOf } from '../registry/registry-type.js';
import type { WebIdentity } from '../registry/web-identity.js';
import type { StoredRegistry } from './changes.js';
import { rolePattern } from './document-keys.js';

export type ExportedIdentity =
  /** Without a secret: `awsauto`, or anonymous. */
  | { readonly kind: 'word'; readonly user: 'awsauto' | '' }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'role'; readonly role: string; readonly externalId: string | undefined }
  | { readonly kind: 'web'; readonly identity: WebIdentity }
  | { readonly kind: 'pod' }
  /** With a reference; also a role that the store has in another form, and what an engine does not show. */
  | { readonly kind: 'user'; readonly user: string };

/** The shortest form that loses nothing. */
export function exportedIdentity({ type, user, secret }: StoredRegistry): ExportedIdentity {
  if (user === '' || user === 'awsauto') return { kind: 'word', user };
  if (secret === undefined || !traitsOf(type).needsIdentity) return { kind: 'user', user };
  const identity = identityOf(user, secret);
  if (identity.kind === 'profile') return identity;
  if (identity.kind === 'pod') return { kind: 'pod' };
  if (identity.kind === 'web') return { kind: 'web', identity };
  if (identity.kind !== 'role' || !rolePattern.test(identity.roleArn)) return { kind: 'user', user };
  const { roleArn: role, externalId } = identity;
  const text = externalId === undefined ? role : `${role};${externalId}`;
  return text === secret.reveal() ? { kind: 'role', role, externalId } : { kind: 'user', user };
}
