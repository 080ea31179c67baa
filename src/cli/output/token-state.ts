/** The state of a token in words: `valid 11h 32m`, `login, ends in 11h 32m`, `expired`, `none`. */
import type { TokenState } from '../../registry-store/registry-store.js';

/** `now` in milliseconds since the epoch. */
export function tokenStateText({ state, expiresAt }: TokenState, now: number): string {
  if (state === 'none' || expiresAt === undefined) return 'none';
  if (state === 'login') return `login, ends in ${durationText(expiresAt - now)}`;
  return state === 'expired' ? 'expired' : `valid ${durationText(expiresAt - now)}`;
}

/** `11h 32m`, `9m`, `<1m`: whole minutes, rounded down. */
export function durationText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return '<1m';
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
