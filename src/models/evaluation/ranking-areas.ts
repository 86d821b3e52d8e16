/** Row numbers from the highest score to the lowest; NaN, "unknown", counts as lowest. */
function orderByScore(scores: ArrayLike<number>): Uint32Array {
  const at = (i: number) => (Number.isNaN(scores[i]!) ? Number.NEGATIVE_INFINITY : scores[i]!);
  return Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (at(a) === at(b) ? 0 : at(b) - at(a)));
}

/** Calls `step` after each run of equal scores with the true and false positives so far. */
function walkThresholds(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  step: (hits: number, misses: number) => void,
): void {
  const order = orderByScore(scores);
  let hits = 0;
  let misses = 0;
  for (const [rank, i] of order.entries()) {
    if (labels[i]! > 0) hits++;
    else misses++;
    const next = order[rank + 1];
    const same =
      next !== undefined && (scores[next] === scores[i] || (Number.isNaN(scores[next]!) && Number.isNaN(scores[i]!)));
    if (!same) step(hits, misses);
  }
}

/**
 * Area under precision and recall as average precision, Σ (Rₙ − Rₙ₋₁) Pₙ, without interpolation (scikit-learn's definition). A random score
 * gets the share of positives. NaN without positives.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i]! > 0) positives++;
  let area = 0;
  let before = 0;
  walkThresholds(scores, labels, (hits, misses) => {
    area += ((hits - before) / positives) * (hits / (hits + misses));
    before = hits;
  });
  // A sum of shares may round to more than all.
  return positives === 0 ? Number.NaN : Math.min(1, area);
}
