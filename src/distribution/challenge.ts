/**
 * How a registry asks for credentials: WWW-Authenticate (RFC 9110 §11.6.1).
 *
 *     WWW-Authenticate = #challenge
 *     challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
 *     auth-param       = token BWS "=" BWS ( token / quoted-string )
 *
 * A scanner by hand: it looks at each character a fixed number of times, whatever the registry sends.
 */

export interface Challenge {
  /** In lower case: schemes are compared without regard to case (§11.1). */
  readonly scheme: string;
  /** What `Negotiate` and the like send instead of parameters. */
  readonly token68: string | undefined;
  /** Names in lower case; values with quotes and escapes taken off. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The challenges of a header, in order. Reading ends at the first fault, and the challenge that holds it is left out:
 * nothing half understood is acted upon. Never throws.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const scanner = new Scanner(header);
  const challenges: Challenge[] = [];
  for (;;) {
    scanner.skip(' \t,');
    if (scanner.atEnd()) return challenges;
    const challenge = readChallenge(scanner);
    if (challenge === undefined) return challenges;
    challenges.push(challenge);
  }
}

function readChallenge(scanner: Scanner): Challenge | undefined {
  const scheme = scanner.take(isTokenCharacter).toLowerCase();
  const separated = scanner.skip(' ');
  if (scheme === '' || (!separated && !scanner.atEnd() && scanner.peek() !== ',')) return undefined;
  const token68 = readToken68(scanner);
  if (token68 !== undefined) return { scheme, token68, parameters: new Map() };
  const parameters = readParameters(scanner);
  return parameters && { scheme, token68: undefined, parameters };
}

/** Only when a comma or the end follows; otherwise it was the name of a parameter, and nothing is taken. */
function readToken68(scanner: Scanner): string | undefined {
  const start = scanner.position;
  const text = scanner.take(isToken68Character) + scanner.take((character) => character === '=');
  scanner.skip(' \t');
  if (/^[^=]/.test(text) && (scanner.atEnd() || scanner.peek() === ',')) return text;
  scanner.position = start;
  return undefined;
}

/** Parameters up to the next scheme or the end; undefined when there is a fault among them. */
function readParameters(scanner: Scanner): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (;;) {
    const start = scanner.position;
    scanner.skip(' \t,');
    if (scanner.atEnd()) return parameters;
    const name = scanner.take(isTokenCharacter).toLowerCase();
    scanner.skip(' \t');
    if (name !== '' && scanner.peek() !== '=') {
      // A token without "=" is the next scheme, and needs a comma before it.
      const separated = scanner.textFrom(start).includes(',');
      scanner.position = start;
      return separated ? parameters : undefined;
    }
    const value = name === '' || parameters.has(name) ? undefined : readValue(scanner);
    if (value === undefined) return undefined;
    parameters.set(name, value);
    scanner.skip(' \t');
    if (!scanner.atEnd() && scanner.peek() !== ',') return undefined;
  }
}

function readValue(scanner: Scanner): string | undefined {
  scanner.advance();
  scanner.skip(' \t');
  if (scanner.peek() === '"') return scanner.takeQuoted();
  const token = scanner.take(isTokenCharacter);
  return token === '' ? undefined : token;
}

class Scanner {
  position = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character; empty at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }

  advance(): void {
    this.position += 1;
  }

  textFrom(start: number): string {
    return this.text.slice(start, this.position);
  }

  /** Passes any of these characters; whether there was one. */
  skip(characters: string): boolean {
    return this.take((character) => characters.includes(character)) !== '';
  }

  take(accepts: (character: string) => boolean): string {
    const start = this.position;
    while (!this.atEnd() && accepts(this.peek())) this.advance();
    return this.textFrom(start);
  }

  /**
   * quoted-string (RFC 9110 §5.6.4), without quotes and backslashes; undefined when it has no end or a control
   * character.
   */
  takeQuoted(): string | undefined {
    const parts: string[] = [];
    this.advance();
    while (this.peek() !== '"') {
      if (this.peek() === '\\') this.advance();
      if (!isQuotable(this.peek())) return undefined;
      parts.push(this.peek());
      this.advance();
    }
    this.advance();
    return parts.join('');
  }
}

/** tchar (RFC 9110 §5.6.2). */
function isTokenCharacter(character: string): boolean {
  return /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character);
}

/** token68 (RFC 9110 §11.2) without its trailing "=". */
function isToken68Character(character: string): boolean {
  return /[A-Za-z0-9._~+/-]/.test(character);
}

/** HTAB, SP, VCHAR and obs-text; not the empty text at the end. */
function isQuotable(character: string): boolean {
  return character === '\t' || (character >= ' ' && character !== '\u007f');
}
