/** Words about passwords that end. */
import type { RegistryView } from '../../registry/backend.js';
import { isEndingSoon } from '../../registry/password-end.js';
import { isoSeconds } from '../../system/iso-time.js';
import { durationText } from './time-text.js';

/** `its password ends in 9 days, at 2026-01-11T00:00:00Z`; a time that has passed: `its password ended at …`. */
export function passwordEndText(expiresAt: number, now: number): string {
  const at = isoSeconds(expiresAt);
  return expiresAt <= now
    ? `its password ended at ${at}`
    : `its password ends in ${daysText(expiresAt - now)}, at ${at}`;
}

/** From two days on in days. */
export function daysText(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  return days < 2 ? durationText(milliseconds) : `${days} days`;
}

/** A warning for each password that ends within two weeks, or has ended. */
export function endingPasswords(views: readonly RegistryView[], now: number): readonly string[] {
  return views.flatMap(({ registry, expiresAt }) =>
    expiresAt !== undefined && isEndingSoon(expiresAt, now) ? [`${registry}: ${passwordEndText(expiresAt, now)}`] : [],
  );
}
