/** A validator for the part of JSON Schema draft 7 that our schemas use; a keyword that it does not know is an error. */
type Schema = Readonly<Record<string, unknown>>;

const silent = new Set(['$schema', 'title', 'description']);

/** What is wrong with a value, by path; empty when it is valid. */
export function validAgainst(schema: object, value: unknown, path = ''): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (silent.has(keyword)) return [];
    const check = keywords[keyword];
    if (check === undefined) throw new Error(`the validator does not know ${keyword}`);
    return check(rule, value, { path, schema: schema as Schema });
  });
}

interface Place {
  readonly path: string;
  readonly schema: Schema;
}

type Check = (rule: unknown, value: unknown, place: Place) => readonly string[];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const fail = (isRight: boolean, path: string, what: string): readonly string[] =>
  isRight ? [] : [`${path || '/'}: ${what}`];

function isOfType(type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) return type.some((one) => isOfType(one, value));
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const keywords: Readonly<Record<string, Check>> = {
  type: (type, value, { path }) => fail(isOfType(type, value), path, `is not ${String(type)}`),
  enum: (values, value, { path }) => fail((values as unknown[]).includes(value), path, 'is none of the values'),
  minLength: (least, value, { path }) =>
    fail(typeof value !== 'string' || value.length >= Number(least), path, 'is too short'),
  pattern: (pattern, value, { path }) =>
    fail(typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value), path, 'has another form'),
  minItems: (least, value, { path }) =>
    fail(!Array.isArray(value) || value.length >= Number(least), path, 'has too few items'),
  items: (schema, value, { path }) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => validAgainst(schema as Schema, item, `${path}/${index}`))
      : [],
  properties: (properties, value, { path }) =>
    isObject(value)
      ? Object.entries(properties as Schema).flatMap(([key, schema]) =>
          Object.hasOwn(value, key) ? validAgainst(schema as Schema, value[key], `${path}/${key}`) : [],
        )
      : [],
  additionalProperties: (_, value, { path, schema }) =>
    isObject(value)
      ? Object.keys(value).flatMap((key) =>
          fail(Object.hasOwn(schema['properties'] as Schema, key), path, `has the unknown key ${key}`),
        )
      : [],
  required: (keys, value, { path }) =>
    isObject(value) ? (keys as string[]).flatMap((key) => fail(Object.hasOwn(value, key), path, `has no ${key}`)) : [],
  minProperties: (least, value, { path }) =>
    fail(!isObject(value) || Object.keys(value).length >= Number(least), path, 'has too few keys'),
  maxProperties: (most, value, { path }) =>
    fail(!isObject(value) || Object.keys(value).length <= Number(most), path, 'has too many keys'),
  anyOf: (schemas, value, { path }) =>
    fail(
      (schemas as Schema[]).some((one) => validAgainst(one, value).length === 0),
      path,
      'is none of them',
    ),
  oneOf: (schemas, value, { path }) =>
    fail((schemas as Schema[]).filter((one) => validAgainst(one, value).length === 0).length === 1, path, 'is not one'),
  not: (schema, value, { path }) =>
    fail(validAgainst(schema as Schema, value).length > 0, path, 'is what it must not be'),
};
