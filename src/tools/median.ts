/** Median of values; null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Standard deviation as estimated by the median absolute deviation (factor 1.4826 for a normal distribution, Hampel 1974). */
export function robustDeviation(values: readonly number[]): number | null {
  const centre = median(values);
  if (centre === null) return null;
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)))!;
}
