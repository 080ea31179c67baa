/** The forms of `~/.dockercfg`, which docker wrote before config.json and podman still reads. */
import { type JsonMember, type JsonObject, type JsonValue, memberOf, wholeJsonValue } from './json-text.js';

const dockerHub = 'https://index.docker.io/v1/';
/** Characters. */
const longestForm = 4096;

/** A `.dockercfg` has no `auths`: its entries stand at the top (docker/cli `LegacyLoadFromReader`). */
export function legacyAuths(root: JsonObject): JsonObject | undefined {
  if (['auths', 'credHelpers', 'credsStore'].some((name) => memberOf(root, name) !== undefined)) return undefined;
  const isEntry = ({ key, value }: JsonMember): boolean =>
    /[.:]|^localhost$/.test(key) && value.kind === 'object' && memberOf(value, 'auth')?.value.kind === 'string';
  return { ...root, members: root.members.filter(isEntry) };
}

/** The two lines that a `.dockercfg` held first, for Docker Hub: `auth = BASE64` and `email = …`. */
export function oldestForm(text: string): JsonValue | undefined {
  const [first = '', second = 'email=', ...more] = text
    .slice(0, longestForm)
    .trim()
    .split(/\s*[\r\n]+\s*/);
  const [, auth] = /^auth ?= ?([A-Za-z0-9+/]+={0,2})$/.exec(first) ?? [];
  if (auth === undefined || !/^email ?=/.test(second) || more.length > 0) return undefined;
  return wholeJsonValue(JSON.stringify({ auths: { [dockerHub]: { auth } } }));
}
