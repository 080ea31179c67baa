/** The keys of a document of registries: what its reader knows, and what its JSON schema describes. */

export const documentKeys = ['$schema', 'name', 'registries'] as const;
export type DocumentKey = (typeof documentKeys)[number];

export const entryKeys = [
  'registry',
  'user',
  'password',
  'role',
  'external_id',
  'profile',
  'web_identity',
  'type',
  'name',
  'verify_tls',
  'region',
  'account',
  'endpoint',
] as const;
export type EntryKey = (typeof entryKeys)[number];

/** Of `web_identity`. */
export const webIdentityKeys = ['role', 'audience', 'token'] as const;
export type WebIdentityKey = (typeof webIdentityKeys)[number];

export const referenceKeys = ['env', 'file', 'command'] as const;
export type ReferenceKey = (typeof referenceKeys)[number];

/** What people write instead; none of these is near enough to be found by its letters. */
export const otherWords: Readonly<Record<string, DocumentKey | EntryKey | ReferenceKey>> = {
  host: 'registry',
  url: 'registry',
  server: 'registry',
  username: 'user',
  login: 'user',
  registry_user: 'user',
  registry_pass: 'password',
  pass: 'password',
  secret: 'password',
  token: 'password',
  role_arn: 'role',
  registry_type: 'type',
  registry_name: 'name',
  insecure: 'verify_tls',
  registry_verify: 'verify_tls',
  variable: 'env',
  environment: 'env',
  path: 'file',
  exec: 'command',
};

/** The name of a document: a word, as it stands in records and messages. */
export const documentName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** A role as AWS writes it; an external id has a key of its own. */
export const rolePattern = /^arn:[^;\s]+$/;
/** POSIX, "Environment Variable Definition", with small letters. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
