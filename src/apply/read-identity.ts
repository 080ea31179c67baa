/** Reads who we are to a registry: a user with a password, a role, a profile, the role of the machine, or nobody. */
import { formatWebIdentity, webIdentityFault } from '../registry/web-identity.js';
import { hint } from '../system/hint.js';
import type { EntryIdentity, ExternalId } from './document.js';
import { type DocumentFaults, DocumentFields, type FieldText } from './document-fields.js';
import { type EntryKey, rolePattern, webIdentityKeys } from './document-keys.js';
import { readReference } from './read-reference.js';

type Fields = DocumentFields<EntryKey>;

/** The identity; undefined, with a fault, when there is none or more than one. */
export function readIdentity(fields: Fields, faults: DocumentFaults): EntryIdentity | undefined {
  const [first, second] = identityKeys.filter((key) => fields.placeOf(key) !== undefined);
  if (first === undefined) {
    faults.add(
      'an entry has no user, role, profile or web_identity',
      fields.placeOf('password') ?? fields.place,
      hint`user: awsauto, or user: ci with a password, or role: ARN, or user: "" for a registry without a login`,
    );
    return undefined;
  }
  if (second !== undefined) {
    faults.add(`an entry has ${first} and ${second}; one of them is enough`, fields.placeOf(second) ?? fields.place);
    return undefined;
  }
  refuseStrays(first, fields, faults);
  return readers[first](fields, faults);
}

const identityKeys = ['user', 'role', 'profile', 'web_identity'] as const;
type IdentityKey = (typeof identityKeys)[number];

const readers: Readonly<Record<IdentityKey, (fields: Fields, faults: DocumentFaults) => EntryIdentity | undefined>> = {
  user: readUser,
  role: (fields, faults) => {
    const role = fields.text('role');
    const id = fields.value('external_id');
    const externalId: ExternalId | undefined =
      id?.kind === 'text' ? { kind: 'text', text: id.text } : id && readReference('external_id', id, faults);
    // AWS knows no empty external id, and an empty line is an accident.
    if (id?.kind === 'text' && id.text === '') faults.add('external_id is empty', id.place);
    if (role === undefined) return undefined;
    if (rolePattern.test(role.text)) return { kind: 'role', role: role.text, externalId };
    faults.add('role must be the ARN of a role', role.place, hint`role: arn:aws:iam::123456789012:role/ecr-pull`);
    return undefined;
  },
  profile: (fields) => {
    const profile = fields.text('profile');
    return profile && { kind: 'profile', profile: profile.text };
  },
  web_identity: readWebIdentity,
};

/** `{ role: ARN, audience: …, token: VARIABLE }`, or `{ role: pod }`. */
function readWebIdentity(fields: Fields, faults: DocumentFaults): EntryIdentity | undefined {
  const value = fields.value('web_identity');
  if (value === undefined) return undefined;
  const next = hint`web_identity: { role: arn:aws:iam::123456789012:role/ecr-pull }`;
  if (value.kind !== 'mapping') {
    faults.add('web_identity must be a mapping with a role', value.place, next);
    return undefined;
  }
  const parts = new DocumentFields(value, webIdentityKeys, faults);
  const role = parts.text('role');
  const [audience, token] = [parts.text('audience'), parts.text('token')];
  if (role === undefined) {
    if (parts.placeOf('role') === undefined) faults.add('web_identity has no role', value.place, next);
    return undefined;
  }
  const web = { roleArn: role.text, audience: audience?.text, variable: token?.text };
  const fault = webIdentityFault(formatWebIdentity(web));
  if (fault === undefined) return { kind: 'web', web };
  faults.add(fault, value.place, next);
  return undefined;
}

function refuseStrays(identity: IdentityKey, fields: Fields, faults: DocumentFaults): void {
  const password = fields.placeOf('password');
  const externalId = fields.placeOf('external_id');
  if (identity !== 'user' && password !== undefined) faults.add(`a ${identity} has no password`, password);
  if (identity !== 'role' && externalId !== undefined) faults.add('external_id belongs to a role', externalId);
}

function readUser(fields: Fields, faults: DocumentFaults): EntryIdentity | undefined {
  const user = fields.text('user', { mayBeEmpty: true });
  if (user === undefined) return undefined;
  const hasPassword = fields.placeOf('password') !== undefined;
  if (user.text === '' || user.text === 'awsauto') {
    if (hasPassword) faults.add(withoutPassword(user), fields.placeOf('password') ?? user.place);
    return { kind: user.text === '' ? 'anonymous' : 'awsauto' };
  }
  if (!hasPassword) {
    faults.add('a user has no password', user.place, hint`password: { env: REGISTRY_TOKEN }`);
    return undefined;
  }
  const value = fields.value('password');
  const password = value && readReference('password', value, faults);
  return password && { kind: 'user', user: user.text, password };
}

function withoutPassword({ text }: FieldText): string {
  return text === '' ? 'there is a password but no user name' : 'awsauto needs no password';
}
