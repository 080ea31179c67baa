/** The table of numbers that the torture prints. */
export interface Row {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** A row whose target is met when there is no problem. */
export function row(
  what: string,
  target: string,
  result: { readonly measured: string; readonly problems?: readonly string[] },
): Row {
  const problems = result.problems ?? [];
  const first =
    problems.length === 0 ? '' : `; ${problems.length} problems, first: ${problems.slice(0, 3).join(' + ')}`;
  return { what, target, measured: result.measured + first, met: problems.length === 0 };
}

export function printRow({ what, target, measured, met }: Row): void {
  process.stdout.write(`| ${met ? 'ok    ' : 'MISSED'} | ${what} | ${target} | ${measured} |\n`);
}
