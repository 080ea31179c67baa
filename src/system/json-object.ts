/**
 * JSON from files, parsed without ever repeating its text: the parser's own error quotes the input, secrets included.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object, or undefined for anything else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as JsonObject;
  } catch {
    return undefined;
  }
}
