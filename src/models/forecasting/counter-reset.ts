/** So many of the moves of a counter go down at most, and so many go up at least. */
const mostFalls = 0.03;
const leastRises = 0.8;

/** Fewest moves from which a counter can be told. */
const leastMoves = 20;

/**
 * The step from which a counter counts anew after it was last reset; null for what is no counter or was never reset. A counter only rises, but
 * for falls to less than half of what it was.
 *
 * @param values at even steps; NaN is missing
 */
export function findCounterReset(values: Float64Array): number | null {
  let [moves, rises, falls, reset, highest, last] = [0, 0, 0, -1, Number.NEGATIVE_INFINITY, Number.NaN];
  for (const [step, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (!Number.isNaN(last)) {
      moves += 1;
      if (value > last) rises += 1;
      if (value < last) {
        falls += 1;
        reset = step;
      }
    }
    last = value;
  }
  if (moves < leastMoves || falls === 0 || falls > Math.max(2, mostFalls * moves) || rises < leastRises * moves)
    return null;
  for (const value of values.subarray(0, reset)) if (value > highest) highest = value;
  return values[reset]! < highest / 2 ? reset : null;
}
