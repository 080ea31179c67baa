/**
 * `credHelpers` of docker's config.json and podman's auth.json: which helper answers for which registry
 * (docker/cli `config/configfile`, containers-auth.json(5)). The text is changed in place, so that every other key, its
 * order and the indentation are not changed.
 */
import { TsRegError } from '../errors.js';
import { isDockerHub, namesOfRegistry } from '../registry/registry-aliases.js';
import { hint } from '../system/hint.js';
import { duplicateKey, type JsonMember, type JsonObject, memberOf, wholeJsonValue } from './json-text.js';

/** Registry address → name of the helper behind `docker-credential-`. */
export type CredentialHelpers = ReadonlyMap<string, string>;

/** Docker Hub's keys: docker asks by the first, podman and skopeo by the second. */
const dockerHubKeys = ['https://index.docker.io/v1/', 'docker.io'];

/** The keys under which clients look for the helper of a registry, one for each of its names; paths have no key. */
export function helperKeys(authority: string): readonly string[] {
  return isDockerHub(authority) ? dockerHubKeys : namesOfRegistry(authority);
}

/**
 * The helpers that a configuration names; none for an empty text, which is not the name of a file. What docker reads as
 * nothing is nothing here too: blanks, `null`, a `credHelpers` of null, a helper without a name.
 * @throws {TsRegError} `io`, naming the path, for a configuration that cannot be understood.
 */
export function credentialHelpersIn(text: string, path: string): CredentialHelpers {
  return isNothing(text) ? new Map() : readHelpers(parse(text, path).helpers, path);
}

/** Whether docker reads a configuration as one without anything in it (Go: `json.Decode` leaves null as it is). */
function isNothing(text: string): boolean {
  return ['', 'null'].includes(text.trim());
}

/**
 * The configuration with exactly these helpers; the same text when nothing changes. Without helpers the key goes.
 * @throws {TsRegError} `io`, naming the path, for a configuration that cannot be understood.
 */
export function withCredentialHelpers(text: string, path: string, helpers: CredentialHelpers): string {
  if (isNothing(text)) return helpers.size === 0 ? text : withCredentialHelpers('{}\n', path, helpers);
  const { root, helpers: member } = parse(text, path);
  const before = readHelpers(member, path);
  if (before.size === helpers.size && [...helpers].every(([key, name]) => before.get(key) === name)) return text;
  const style = styleOf(text, root);
  if (member === undefined) return insertMember(text, root, `"credHelpers":${style.space}${render(helpers, style)}`);
  if (helpers.size === 0) return removeMember(text, root, member);
  // A `credHelpers` of null is replaced like any other.
  return text.slice(0, member.value.start) + render(helpers, style) + text.slice(member.value.end);
}

function parse(text: string, path: string): { root: JsonObject; helpers: JsonMember | undefined } {
  if (text.startsWith('\ufeff')) throw refuse(path, 'begins with a byte order mark, which docker cannot read');
  const root = wholeJsonValue(text);
  if (root === undefined) throw refuse(path, 'is not valid JSON');
  if (root.kind !== 'object') throw refuse(path, 'does not contain a JSON object');
  if (duplicateKey(root) !== undefined) throw refuse(path, 'has a duplicate key');
  return { root, helpers: memberOf(root, 'credHelpers') };
}

function readHelpers(member: JsonMember | undefined, path: string): Map<string, string> {
  const helpers = new Map<string, string>();
  if (member === undefined || member.value.kind === 'null') return helpers;
  if (member.value.kind !== 'object') throw refuse(path, 'has a credHelpers value that is not an object');
  for (const { key, value } of member.value.members) {
    if (value.kind !== 'string') throw refuse(path, 'has a credHelpers entry that is not a string');
    if (helpers.has(key)) throw refuse(path, 'has a duplicate credHelpers entry');
    helpers.set(key, value.text);
  }
  return helpers;
}

interface Style {
  /** Line end; empty when everything stands in one line. */
  readonly newline: string;
  /** Indentation of one level. */
  readonly step: string;
  /** Behind a colon. */
  readonly space: string;
}

/** docker's own: `json.MarshalIndent` with tabs. */
const tabs: Style = { newline: '\n', step: '\t', space: ' ' };

/** The style of the first member stands for all. */
function styleOf(text: string, root: JsonObject): Style {
  const [first] = root.members;
  if (first === undefined) return tabs;
  const space = behindColon(text.slice(first.start, first.value.start));
  const before = text.slice(root.start + 1, first.start);
  const lineEnd = before.lastIndexOf('\n');
  if (lineEnd < 0) return { newline: '', step: '', space };
  return { newline: before[lineEnd - 1] === '\r' ? '\r\n' : '\n', step: before.slice(lineEnd + 1), space };
}

/** What stands between the colon and the value; the key before it may hold colons. */
function behindColon(text: string): string {
  return text.slice(text.lastIndexOf(':') + 1);
}

/** An object one level deep. */
function render(helpers: CredentialHelpers, style: Style): string {
  const members = [...helpers].map(([key, name]) => `${JSON.stringify(key)}:${style.space}${JSON.stringify(name)}`);
  const { newline, step } = style;
  if (newline === '') return `{${members.join(`,${style.space}`)}}`;
  return `{${members.map((member) => `${newline}${step}${step}${member}`).join(',')}${newline}${step}}`;
}

function insertMember(text: string, root: JsonObject, member: string): string {
  const { newline, step, space } = styleOf(text, root);
  const last = root.members.at(-1);
  if (last === undefined)
    return `${text.slice(0, root.start)}{${newline}${step}${member}${newline}}${text.slice(root.end)}`;
  const separator = newline === '' ? space : newline + step;
  return `${text.slice(0, last.end)},${separator}${member}${text.slice(last.end)}`;
}

/** With the comma before it, or behind it when it comes first. */
function removeMember(text: string, root: JsonObject, member: JsonMember): string {
  const index = root.members.indexOf(member);
  const before = root.members[index - 1];
  const after = root.members[index + 1];
  if (before) return text.slice(0, before.end) + text.slice(member.end);
  if (after) return text.slice(0, member.start) + text.slice(after.start);
  return text.slice(0, root.start + 1) + text.slice(root.end - 1);
}

function refuse(path: string, reason: string): TsRegError {
  return new TsRegError('io', `${path} ${reason}; it was not changed`, {
    hint: hint`correct it, or move it away: mv ${path} ${`${path}.damaged`}`,
  });
}
