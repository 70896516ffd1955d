/**
 * The known word that is nearest to what was written, if it is near enough to be a slip of the pen: a third of its
 * letters may differ, and one in any word that has more than two.
 */
export function nearest(written: string, known: readonly string[]): string | undefined {
  // Nobody mistypes a name into a novel; without this a long word would cost a long time.
  if (written.length > 64) return undefined;
  const word = written.toLowerCase();
  const [best] = known
    .map(candidate => ({ candidate, distance: editDistance(word, candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(candidate.length > 2 ? 1 : 0, Math.floor(candidate.length / 3)),
    )
    .toSorted((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** Levenshtein's distance, with two neighbours that changed places counted as one slip. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(row, j - 1) + 1,
          at(last, j) + 1,
          at(last, j - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
