/**
 * An Anchore API's refusal as an error of ours, with anchore-cli's exit codes: 401 and 500 end with 2, the rest with 1.
 */
import { type ErrorKind, type Hint, TsRegError } from '../errors.js';
import type { HttpAnswer } from '../http/http-client.js';
import { redact } from '../redact.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';

/** Longest message shown, in characters: an exception of the engine can hold pages. */
const longestMessage = 2_000;
const deepestDetail = 32;

export interface RefusedRequest {
  /** What was asked for: all registries, or one of them. */
  readonly request: 'list' | 'registry';
  /** Texts that must not be shown. */
  readonly secrets: readonly Secret[];
}

/**
 * The engine answers `{message, httpcode, detail}`, Enterprise also `{code, error_type, …}`, a proxy before it
 * anything. The secrets are never repeated, even when the service sends them back.
 */
export function refusalFrom(answer: HttpAnswer, { request, secrets }: RefusedRequest): TsRegError {
  const body = redacted(parseJson(answer.body), secrets);
  const stated = stringOf(body, 'message') ?? (typeof body === 'string' && !body.includes('<') ? body : '');
  const message = stated.replace(/\s+/g, ' ').trim().slice(0, longestMessage);
  const detail = memberOf(body, 'detail');
  const next = answer.status === 404 ? missingHint(request, body) : hintFor(answer.status);
  return new TsRegError(
    kindOf(answer.status, message),
    message || `Anchore answered HTTP ${answer.status} without a reason`,
    {
      httpCode: codeOf(body) ?? answer.status,
      ...(isRecord(detail) ? { detail } : {}),
      ...(next === undefined ? {} : { hint: next }),
    },
  );
}

function kindOf(status: number, message: string): ErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 500) return message.includes('already exists') ? 'conflict' : 'unavailable';
  return status === 404 ? 'not-found' : 'refused';
}

function hintFor(status: number): Hint | undefined {
  return status === 401 ? hint`set ANCHORE_CLI_USER and ANCHORE_CLI_PASS, or pass --u and --p` : undefined;
}

/** Without the resource itself, or where no engine answers, a list would fail in the same way: the URL is wrong. */
function missingHint(request: RefusedRequest['request'], body: unknown): Hint {
  return request === 'registry' && stringOf(body, 'message') !== undefined
    ? hint`ts-reg registry list`
    : hint`check the URL given by --url or ANCHORE_CLI_URL; it ends in /v1 (Engine) or /v2 (Enterprise)`;
}

/** The same value with every text in it redacted; what is nested deeper than any engine nests is left out. */
function redacted(value: unknown, secrets: readonly Secret[], levels = deepestDetail): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((item) => redacted(item, secrets, levels - 1));
  const members = Object.entries(value).map(([key, member]) => [
    redact(key, secrets),
    redacted(member, secrets, levels - 1),
  ]);
  return Object.fromEntries(members) as unknown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function stringOf(value: unknown, key: string): string | undefined {
  const member = memberOf(value, key);
  return typeof member === 'string' ? member : undefined;
}

function codeOf(body: unknown): number | undefined {
  const code = memberOf(body, 'httpcode') ?? memberOf(body, 'code');
  return typeof code === 'number' && Number.isInteger(code) ? code : undefined;
}
