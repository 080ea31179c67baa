/** "Did you mean": the known name that a mistyped one is closest to (optimal string alignment distance). */

/** Longer texts are no typing mistakes of a name; the bound keeps the comparison cheap. */
const longestText = 128;

/**
 * The candidate with the fewest inserted, deleted, replaced or swapped characters, case aside; undefined when
 * none is nearer than a third of its length (`share` 3). Equally near ones: the first.
 */
export function nearestName(text: string, candidates: readonly string[], share = 3): string | undefined {
  if (text === '' || text.length > longestText) return undefined;
  const wanted = text.toLowerCase();
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const limit = Math.max(1, Math.floor(candidate.length / share));
    if (candidate.length > longestText || Math.abs(candidate.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance > limit || distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** Edits that turn one text into the other; two neighbours in the wrong order count as one edit. */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
