/** Lengths of time as people type them: `90s`, `30m`, `6h`, `2d`. */
import { TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds. @throws {TsRegError} `usage`, naming the option, for anything but a whole number and a unit. */
export function parseDuration(text: string, flag: string): number {
  const [, digits = '', unit = ''] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? [];
  if (digits !== '') return Number(digits) * units[unit as keyof typeof units];
  throw new TsRegError('usage', `invalid ${flag} '${text.slice(0, 80)}': a number and s, m, h or d`, {
    hint: hint`${flag} 6h`,
  });
}
