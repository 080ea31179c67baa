/**
 * JSON (RFC 8259) as text with places: tells where each value stands, keeps every duplicate key, reads the first of
 * several values, and never repeats its input in an error, as `JSON.parse` does.
 */

interface Place {
  /** Offset of the first character. */
  readonly start: number;
  /** Offset behind the last one. */
  readonly end: number;
}

export interface JsonMember extends Place {
  readonly key: string;
  readonly value: JsonValue;
}

export type JsonValue =
  | (Place & { readonly kind: 'object'; readonly members: readonly JsonMember[] })
  | (Place & { readonly kind: 'array' })
  | (Place & { readonly kind: 'string'; readonly text: string })
  | (Place & { readonly kind: 'null' })
  /** A number, true or false. */
  | (Place & { readonly kind: 'scalar' });

export type JsonObject = Extract<JsonValue, { kind: 'object' }>;

/** Deeper nesting is refused: no file or message that we read has it. */
const deepest = 64;

/** The value that a text begins with, with any text behind it; undefined when there is no well-formed one. */
export function firstJsonValue(text: string): JsonValue | undefined {
  return readValue(text, skipSpace(text, 0), 1);
}

/** The one value of a text; undefined when it is malformed or anything but white space follows. */
export function wholeJsonValue(text: string): JsonValue | undefined {
  const value = firstJsonValue(text);
  return value && skipSpace(text, value.end) === text.length ? value : undefined;
}

/** The first key that an object has twice. Go reads keys without regard to case, and so do we. */
export function duplicateKey({ members }: JsonObject): string | undefined {
  const seen = new Set<string>();
  for (const { key } of members) {
    if (seen.has(key.toLowerCase())) return key;
    seen.add(key.toLowerCase());
  }
  return undefined;
}

/** The member of this name, in any case. */
export function memberOf({ members }: JsonObject, name: string): JsonMember | undefined {
  return members.find(({ key }) => key.toLowerCase() === name.toLowerCase());
}

/** The text of a string member; undefined when it is absent or of another type. */
export function stringMember(object: JsonObject, name: string): string | undefined {
  const value = memberOf(object, name)?.value;
  return value?.kind === 'string' ? value.text : undefined;
}

function readValue(text: string, start: number, depth: number): JsonValue | undefined {
  if (depth > deepest) return undefined;
  const first = text[start];
  if (first === '{') return readObject(text, start, depth);
  if (first === '[') return readArray(text, start, depth);
  return first === '"' ? readString(text, start) : readScalar(text, start);
}

function readObject(text: string, start: number, depth: number): JsonObject | undefined {
  const members: JsonMember[] = [];
  let position = skipSpace(text, start + 1);
  if (text[position] === '}') return { kind: 'object', start, end: position + 1, members };
  for (;;) {
    const key = readString(text, position);
    const colon = key && skipSpace(text, key.end);
    if (key === undefined || colon === undefined || text[colon] !== ':') return undefined;
    const value = readValue(text, skipSpace(text, colon + 1), depth + 1);
    if (value === undefined) return undefined;
    members.push({ key: key.text, start: key.start, end: value.end, value });
    position = skipSpace(text, value.end);
    if (text[position] === '}') return { kind: 'object', start, end: position + 1, members };
    if (text[position] !== ',') return undefined;
    position = skipSpace(text, position + 1);
  }
}

function readArray(text: string, start: number, depth: number): JsonValue | undefined {
  let position = skipSpace(text, start + 1);
  if (text[position] === ']') return { kind: 'array', start, end: position + 1 };
  for (;;) {
    const value = readValue(text, position, depth + 1);
    if (value === undefined) return undefined;
    position = skipSpace(text, value.end);
    if (text[position] === ']') return { kind: 'array', start, end: position + 1 };
    if (text[position] !== ',') return undefined;
    position = skipSpace(text, position + 1);
  }
}

function readString(text: string, start: number): Extract<JsonValue, { kind: 'string' }> | undefined {
  if (text[start] !== '"') return undefined;
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1));
    return typeof value === 'string' ? { kind: 'string', start, end: end + 1, text: value } : undefined;
  } catch {
    return undefined;
  }
}

function readScalar(text: string, start: number): JsonValue | undefined {
  const scalar = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])/y;
  scalar.lastIndex = start;
  if (!scalar.test(text)) return undefined;
  const end = scalar.lastIndex;
  return { kind: text.slice(start, end) === 'null' ? 'null' : 'scalar', start, end };
}

function skipSpace(text: string, start: number): number {
  let position = start;
  while (position < text.length && ' \t\n\r'.includes(text.charAt(position))) position += 1;
  return position;
}
