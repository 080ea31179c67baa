/** Reads who we are to a registry: a user with a password, a role, a profile, the role of the machine, or nobody. */
import { hint } from '../system/hint.js';
import type { EntryIdentity, ExternalId } from './document.js';
import type { DocumentFaults, DocumentFields, FieldText } from './document-fields.js';
import { type EntryKey, rolePattern } from './document-keys.js';
import { readReference } from './read-reference.js';

type Fields = DocumentFields<EntryKey>;

/** The identity; undefined, with a fault, when there is none or more than one. */
export function readIdentity(fields: Fields, faults: DocumentFaults): EntryIdentity | undefined {
  const [first, second] = (['user', 'role', 'profile'] as const).filter((key) => fields.placeOf(key) !== undefined);
  if (first === undefined) {
    faults.add(
      'an entry has no user, role or profile',
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

const readers: Readonly<
  Record<'user' | 'role' | 'profile', (fields: Fields, faults: DocumentFaults) => EntryIdentity | undefined>
> = {
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
};

function refuseStrays(identity: 'user' | 'role' | 'profile', fields: Fields, faults: DocumentFaults): void {
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
