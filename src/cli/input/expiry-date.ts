/** `--expires`: the day or moment at which a password ends. */
import { TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';

/** RFC 3339; without a time the day begins in UTC, as with the tokens of GitLab. */
const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[+-]\d{2}:\d{2}))?$/;

/**
 * Milliseconds since the epoch, or `never`.
 * @throws {TsRegError} `usage` for what is no date, and for one that has passed.
 */
export function parseExpiry(text: string, now: number): number | 'never' {
  if (text === 'never') return text;
  const [, day = '', time, zone] = form.exec(text) ?? [];
  const expiresAt = Date.parse(time === undefined ? day : `${day}T${time}${(zone ?? 'Z').toUpperCase()}`);
  const example = hint`--expires ${new Date(now + 90 * 86_400_000).toISOString().slice(0, 10)}`;
  // A Date takes 30 February for 2 March.
  if (!Number.isFinite(expiresAt) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day)
    throw new TsRegError('usage', `invalid --expires '${text.slice(0, 80)}': a date such as 2026-12-31, or never`, {
      hint: example,
    });
  if (expiresAt <= now) throw new TsRegError('usage', `--expires ${text} has passed already`, { hint: example });
  return Math.floor(expiresAt / 1_000) * 1_000;
}
