/**
 * `auths` of docker's config.json (docker/cli `configfile.ConfigFile`), which kaniko, BuildKit, buildah, scanners and
 * the kubelet read where no credential helper can be called.
 */
import { TsRegError } from '../errors.js';
import { duplicateKey, memberOf, wholeJsonValue } from '../clients/json-text.js';
import { hint } from '../system/hint.js';
import { authKeys, type OutputCredential } from './output-credential.js';

type Entry = Readonly<Record<string, string>>;

/** docker's user name for an identity token (docker/cli `config/credentials`). */
const identityTokenUser = '<token>';

/** Key → entry, for all credentials. @throws {TsRegError} `usage` for what an entry cannot say. */
export function authsOf(credentials: readonly OutputCredential[]): Readonly<Record<string, Entry>> {
  return Object.fromEntries(
    credentials.flatMap((credential) => authKeys(credential.registry).map((key) => [key, entryOf(credential)])),
  );
}

function entryOf({ registry, username, password }: OutputCredential): Entry {
  if (username === identityTokenUser) return { identitytoken: password.reveal() };
  // docker splits at the first colon.
  if (username.includes(':'))
    throw new TsRegError('usage', `${registry}: the user name contains a colon, which such a file cannot hold`, {
      hint: hint`ts-reg registry export --format json ${registry}`,
    });
  return { auth: Buffer.from(`${username}:${password.reveal()}`).toString('base64') };
}

/** A configuration with these credentials and nothing else, indented by tabs as docker does. */
export function dockerConfig(credentials: readonly OutputCredential[]): string {
  return `${JSON.stringify({ auths: authsOf(credentials) }, undefined, '\t')}\n`;
}

/**
 * What is in the configuration already, with these credentials in place of those of the same registries. An empty text
 * is not the name of a file.
 * @throws {TsRegError} `io`, naming the path, for a configuration that cannot be understood; nothing of it is repeated.
 */
export function mergedDockerConfig(text: string, path: string, credentials: readonly OutputCredential[]): string {
  return updatedDockerConfig(text, path, { credentials, isOurs: () => false });
}

export interface DockerConfigUpdate {
  readonly credentials: readonly OutputCredential[];
  /** Keys of `auths` that go unless they are among the credentials. */
  readonly isOurs: (key: string) => boolean;
}

/** The same, without the entries that are ours and no longer valid. Throws as {@link mergedDockerConfig}. */
export function updatedDockerConfig(text: string, path: string, update: DockerConfigUpdate): string {
  const { credentials, isOurs } = update;
  if (['', 'null'].includes(text.trim())) return dockerConfig(credentials);
  const root = wholeJsonValue(text);
  if (root?.kind !== 'object') throw refuse(path, 'does not contain a JSON object');
  if (duplicateKey(root) !== undefined) throw refuse(path, 'has a duplicate key');
  const member = memberOf(root, 'auths');
  const added = Object.entries(authsOf(credentials)).map(
    ([key, entry]) => [key, JSON.stringify(entry, undefined, '\t').replaceAll('\n', '\n\t\t')] as const,
  );
  if (member === undefined || member.value.kind === 'null') {
    const others = root.members.filter((other) => other !== member).map(({ start, end }) => text.slice(start, end));
    return objectOf([...others, `"auths": ${objectOf(added.map(memberText), '\t')}`]);
  }
  if (member.value.kind !== 'object') throw refuse(path, 'has an auths value that is not an object');
  const ours = new Set(added.map(([key]) => key));
  const kept = member.value.members
    .filter(({ key }) => !ours.has(key) && !isOurs(key))
    .map(({ start, end }) => text.slice(start, end));
  const auths = objectOf([...kept, ...added.map(memberText)], '\t');
  return text.slice(0, member.value.start) + auths + text.slice(member.value.end);
}

/** The name of a member besides `auths`, which a configuration of credentials alone would lose; undefined: none. */
export function foreignMember(text: string): string | undefined {
  const root = wholeJsonValue(text);
  return root?.kind === 'object' ? root.members.find(({ key }) => key !== 'auths')?.key : undefined;
}

function memberText([key, value]: readonly [string, string]): string {
  return `${JSON.stringify(key)}: ${value}`;
}

/** An object with these members, each on lines of its own; `indent` is that of the object itself. */
function objectOf(members: readonly string[], indent = ''): string {
  const body = members.map((member) => `${indent}\t${member}`).join(',\n');
  const end = indent === '' ? '\n' : '';
  return members.length === 0 ? `{}${end}` : `{\n${body}\n${indent}}${end}`;
}

function refuse(path: string, reason: string): TsRegError {
  return new TsRegError('io', `${path} ${reason}`, {
    hint: hint`ts-reg registry export --format docker-config --all --output ${`${path}.new`}`,
  });
}
