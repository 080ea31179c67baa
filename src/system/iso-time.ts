/** Times as people and other programs read them (RFC 3339). */

/** `2026-01-02T03:04:05Z`: UTC, whole seconds. `time` is in milliseconds since the epoch. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Rounded down; both in milliseconds since the epoch. */
export function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
