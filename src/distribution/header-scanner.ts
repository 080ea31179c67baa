/** A position in the text of a header, which only moves on. */

export class HeaderScanner {
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

/** HTAB, SP, VCHAR and obs-text; not the empty text at the end. */
function isQuotable(character: string): boolean {
  return character === '\t' || (character >= ' ' && character !== '\u007f');
}
