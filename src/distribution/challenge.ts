/**
 * How a registry asks for credentials: WWW-Authenticate (RFC 9110 §11.6.1).
 *
 *     WWW-Authenticate = #challenge
 *     challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
 *     auth-param       = token BWS "=" BWS ( token / quoted-string )
 *
 * A hand-written scanner: it looks at each character a fixed number of times, whatever the registry sends.
 */

import { HeaderScanner } from './header-scanner.js';

export interface Challenge {
  /** In lower case: schemes are compared without regard to case (§11.1). */
  readonly scheme: string;
  /** What `Negotiate` and the like send instead of parameters. */
  readonly token68: string | undefined;
  /** Names in lower case; values with quotes and escapes taken off. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The challenges of a header, in order. Registries in use send malformed ones (`Basic realm=/`, regclient#265), and
 * docker and skopeo use what stands before the fault. So a Basic challenge counts by its scheme alone, and a Bearer
 * challenge when its realm was read in full; any other challenge with a fault is left out. Never throws.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const scanner = new HeaderScanner(header);
  const challenges: Challenge[] = [];
  for (;;) {
    scanner.skip(' \t,');
    if (scanner.atEnd()) return challenges;
    const read = readChallenge(scanner);
    if (read === undefined) return challenges;
    const { challenge, isWhole } = read;
    if (isWhole || challenge.scheme === 'basic' || (challenge.scheme === 'bearer' && challenge.parameters.has('realm')))
      challenges.push(challenge);
    if (!isWhole && !skipToKnownScheme(scanner)) return challenges;
  }
}

function readChallenge(
  scanner: HeaderScanner,
): { readonly challenge: Challenge; readonly isWhole: boolean } | undefined {
  const scheme = scanner.take(isTokenCharacter).toLowerCase();
  const separated = scanner.skip(' \t');
  if (scheme === '' || (!separated && !scanner.atEnd() && scanner.peek() !== ',')) return undefined;
  const token68 = readToken68(scanner);
  if (token68 !== undefined) return { challenge: { scheme, token68, parameters: new Map() }, isWhole: true };
  const { parameters, isWhole } = readParameters(scanner);
  return { challenge: { scheme, token68: undefined, parameters }, isWhole };
}

/** Whether Basic or Bearer follows a comma behind a fault; commas within quotes do not count. */
function skipToKnownScheme(scanner: HeaderScanner): boolean {
  while (!scanner.atEnd()) {
    if (scanner.peek() === '"') {
      if (scanner.takeQuoted() === undefined) return false;
    } else if (scanner.peek() === ',') {
      scanner.skip(' \t,');
      const start = scanner.position;
      const word = scanner.take(isTokenCharacter).toLowerCase();
      const isScheme = scanner.atEnd() || ' \t,'.includes(scanner.peek());
      if (isScheme && (word === 'basic' || word === 'bearer')) {
        scanner.position = start;
        return true;
      }
    } else scanner.advance();
  }
  return false;
}

/** Only when a comma or the end follows; otherwise it was the name of a parameter, and nothing is taken. */
function readToken68(scanner: HeaderScanner): string | undefined {
  const start = scanner.position;
  const text = scanner.take(isToken68Character) + scanner.take((character) => character === '=');
  scanner.skip(' \t');
  if (/^[^=]/.test(text) && (scanner.atEnd() || scanner.peek() === ',')) return text;
  scanner.position = start;
  return undefined;
}

/** Parameters up to the next scheme or the end, or up to a fault. A realm that is given twice is given not at all. */
function readParameters(scanner: HeaderScanner): {
  readonly parameters: Map<string, string>;
  readonly isWhole: boolean;
} {
  const parameters = new Map<string, string>();
  for (;;) {
    const start = scanner.position;
    scanner.skip(' \t,');
    if (scanner.atEnd()) return { parameters, isWhole: true };
    const name = scanner.take(isTokenCharacter).toLowerCase();
    scanner.skip(' \t');
    if (name !== '' && scanner.peek() !== '=') {
      // A token without "=" is the next scheme, and needs a comma before it.
      const isWhole = scanner.textFrom(start).includes(',');
      if (isWhole) scanner.position = start;
      return { parameters, isWhole };
    }
    if (name === 'realm' && parameters.delete(name)) return { parameters, isWhole: false };
    const value = name === '' || parameters.has(name) ? undefined : readValue(scanner, name);
    if (value === undefined) return { parameters, isWhole: false };
    parameters.set(name, value);
    scanner.skip(' \t');
    if (!scanner.atEnd() && scanner.peek() !== ',') return { parameters, isWhole: false };
  }
}

/**
 * A quoted string or a token. Registries send `service=HOST:PORT` without quotes, so a value may have any printable
 * characters up to a blank or a comma. Not so the realm, which decides where a password goes.
 */
function readValue(scanner: HeaderScanner, name: string): string | undefined {
  scanner.advance();
  scanner.skip(' \t');
  if (scanner.peek() === '"') return scanner.takeQuoted();
  const value = scanner.take(isUnquotedCharacter);
  return value === '' || (name === 'realm' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value)) ? undefined : value;
}

/** tchar (RFC 9110 §5.6.2). */
function isTokenCharacter(character: string): boolean {
  return /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character);
}

/** VCHAR without comma, quote and backslash. */
function isUnquotedCharacter(character: string): boolean {
  return /[!#-+\--[\]-~]/.test(character);
}

/** token68 (RFC 9110 §11.2) without its trailing "=". */
function isToken68Character(character: string): boolean {
  return /[A-Za-z0-9._~+/-]/.test(character);
}
