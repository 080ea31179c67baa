/**
 * The name of a stored registry: `HOST[:PORT][/PATH][*]`, parsed once at the edge and passed on as a value.
 *
 *     name = host [ ":" port ] [ "/" path ] ; a trailing "*" only behind a "/"
 *     host = label *( "." label ) | "[" IPv6 "]"
 *
 * Our own grammar first, since `new URL()` turns `%61`, full-width digits and `。` into another host; then a URL
 * parser, as clients have one inside, must see the very same host: `2130706433` and `127.1` are 127.0.0.1 to it.
 */
import { fixedHint, type Hint, TsRegError } from '../errors.js';
import { type EcrHost, parseEcrHost } from './ecr-host.js';
import { nameInPaste } from './pasted-name.js';

export interface RegistryName {
  /** The normalised text, host in lower case: the key of the record. */
  readonly text: string;
  /** `host[:port]`. */
  readonly authority: string;
  /** Host without port, lower case. */
  readonly host: string;
  readonly port: number | undefined;
  /** What follows the first `/`, without a trailing `*`; empty when there is none. */
  readonly path: string;
  /** True for a name that ends in `*` and so covers every repository with that prefix. */
  readonly wildcard: boolean;
  /** What the host says of Amazon ECR; undefined for any other host. */
  readonly ecrHost: EcrHost | undefined;
}

/** The refusal of a name, with the one that was probably meant. */
export class RegistryNameError extends TsRegError {
  /** A valid name, made of what was typed; undefined where that does not tell. */
  readonly correction: string | undefined;

  constructor(message: string, hint: Hint, correction: string | undefined) {
    super('refused', message, { httpCode: 409, hint });
    this.correction = correction;
  }
}

/** In characters. */
export const longestName = 255;
/** Labels of at most 63 characters (RFC 1035 §2.3.4), also with the `_` that container networks allow. */
const hostPattern = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/;
const addressPattern = /^\[[0-9a-f:.]{2,45}\]$/;
const pathPattern = /^(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\/?)?$/;

/**
 * Parses what a person typed as REGISTRY.
 * @throws {RegistryNameError} `refused` with the engine's message and HTTP code 409 (anchore-engine, registries API).
 */
export function parseRegistryName(input: string): RegistryName {
  try {
    return parse(input);
  } catch (error) {
    if (!(error instanceof TsRegError) || error.hint === undefined) throw error;
    throw new RegistryNameError(error.message, error.hint, correctedName(input));
  }
}

/** The name that a text which is none was probably meant to be. */
function correctedName(input: string): string | undefined {
  const name = nameInPaste(input);
  try {
    return name === undefined ? undefined : parse(name).text;
  } catch (error) {
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}

function parse(input: string): RegistryName {
  if (input === '')
    throw refuse('input registry name is empty', fixedHint`ts-reg registry add registry.example.com USER`);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) {
    throw refuse('input registry name must start with a hostname/ip, without URI schema (http://, https://)');
  }
  if (input.endsWith('/')) throw refuse("input registry name cannot end with trailing '/' characters");
  if (input.length > longestName) {
    throw refuse(`input registry name is ${input.length} characters long, the maximum is ${longestName}`);
  }
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this line refuses
  const foreign = /[\u0000-\u0020\u007f-\u{10ffff}]/u.exec(input);
  if (foreign) throw refuse(`input registry name has an invalid character (${codePoint(foreign[0])})`);

  // Before any part is quoted: `user:pass/word@host` has a part of the password in each of them.
  if (input.includes('@') && !/@[a-z0-9+._-]+:[0-9a-f]{32,}$/i.test(input))
    throw refuse('input registry name cannot contain a user name (…@…)');

  const slash = input.indexOf('/');
  const rest = slash < 0 ? '' : input.slice(slash + 1);
  const { host, port } = parseAuthority((slash < 0 ? input : input.slice(0, slash)).toLowerCase());
  const authority = port === undefined ? host : `${host}:${port}`;
  const wildcard = rest.endsWith('*');
  const path = wildcard ? rest.slice(0, -1) : rest;
  if (!isRepositoryPath(path)) {
    throw refuse(`input registry name has an invalid path: '${rest}'`);
  }
  const text = slash < 0 ? authority : `${authority}/${rest}`;
  return { text, authority, host, port, path, wildcard, ecrHost: parseEcrHost(host) };
}

/** Whether a text is what can follow the first `/` of a name, of any length; the empty one is. */
export function isRepositoryPath(path: string): boolean {
  return pathPattern.test(path) && path.split('/').every((part) => part !== '.' && part !== '..');
}

/** Whether a text is a name as it is stored: parsed, it stays the same. */
export function isRegistryName(text: string): boolean {
  try {
    return parse(text).text === text;
  } catch (error) {
    if (error instanceof TsRegError) return false;
    throw error;
  }
}

function parseAuthority(authority: string): { host: string; port: number | undefined } {
  if (authority.includes('@')) throw refuse('input registry name cannot contain a user name (…@…)');
  if (authority.includes('*')) {
    throw refuse(
      "input registry name can have a '*' only at its end and after a '/'",
      fixedHint`ts-reg registry add HOST/PREFIX* USER`,
    );
  }
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  const host = parseHost(match?.[1] ?? '');
  const portText = match?.[2];
  if (host === undefined) throw refuse(`input registry name has no valid host: '${authority}'`);
  if (portText === undefined) return { host, port: undefined };
  const port = Number(portText);
  if (!/^[1-9][0-9]{0,4}$/.test(portText) || port > 65_535) {
    throw refuse(`input registry name has no valid port: '${authority}'`);
  }
  return { host, port };
}

/** The host as a URL parser sees it: itself, or the shortest spelling of an IPv6 address (RFC 5952); else undefined. */
function parseHost(host: string): string | undefined {
  const isAddress = addressPattern.test(host);
  if (!isAddress && !hostPattern.test(host)) return undefined;
  const url = `http://${host}/`;
  if (!URL.canParse(url) || !hasSoundLabels(host)) return undefined;
  const { hostname } = new URL(url);
  return isAddress || hostname === host ? hostname : undefined;
}

/**
 * Whether the international labels of a host (`xn--...`, RFC 5890) are valid. From Node 24 on, a URL parser does not
 * check a host that is all ASCII; beside a label that is not ASCII it checks each label, on every version.
 */
function hasSoundLabels(host: string): boolean {
  return !host.includes('xn--') || URL.canParse(`http://\u00e9.${host}/`);
}

function refuse(
  message: string,
  hint: Hint = fixedHint`write the registry as HOST, HOST:PORT or HOST/REPOSITORY`,
): TsRegError {
  return new TsRegError('refused', message, { httpCode: 409, hint });
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
