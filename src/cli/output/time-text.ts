/** Times as people read them: how long, and until when. */

/** `11h 32m`, `9m`, `<1m`: whole minutes, rounded down. */
export function durationText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return '<1m';
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** In the time zone of this process: `21:40`, or `2026-01-02 21:40` where that is not the day of `now`. */
export function clockText(time: number, now: number): string {
  const clock = pad(new Date(time).getHours(), new Date(time).getMinutes()).join(':');
  return dayOf(time) === dayOf(now) ? clock : `${dayOf(time)} ${clock}`;
}

function dayOf(time: number): string {
  const date = new Date(time);
  return [String(date.getFullYear()), ...pad(date.getMonth() + 1, date.getDate())].join('-');
}

function pad(...numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => String(number).padStart(2, '0'));
}
