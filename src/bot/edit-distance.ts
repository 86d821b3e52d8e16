/**
 * Levenshtein's distance, row by row; undefined when it is more than `most`. Lengths that differ by more decide that at once, so the work is
 * bounded by the shorter text and `most`, however long the other one is.
 */
export function editDistanceWithin(a: ArrayLike<string>, b: ArrayLike<string>, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  const distance = row[b.length]!;
  return distance <= most ? distance : undefined;
}
