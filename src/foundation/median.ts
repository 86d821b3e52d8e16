/**
 * Turns a median absolute deviation into the standard deviation of a normal distribution: 1 / Φ⁻¹(3/4), as Hampel 1974 and Rousseeuw and Croux
 * 1993 round it.
 */
export const madToDeviation = 1.4826;

/** The same with all figures. Kept apart, because the scales of trained models must not move with the figures that are left away. */
export const exactMadToDeviation = 1.482602218505602;

/** The middle value, or the mean of the two in the middle; null for none. NaN is left out. */
export function median(values: ArrayLike<number>): number | null {
  const sorted = sortedNumbers(values);
  return sorted.length === 0 ? null : medianOfSorted(sorted, sorted.length);
}

/** The same for values that are sorted already: the first `count` of them, at least one. */
export function medianOfSorted(sorted: ArrayLike<number>, count: number): number {
  return (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
}

/** The middle value, of an even number the upper of the two, so that it is one of the values; null for none. NaN is left out. */
export function upperMedian(values: ArrayLike<number>): number | null {
  const sorted = sortedNumbers(values);
  return sorted[sorted.length >> 1] ?? null;
}

/** Standard deviation as estimated by the median absolute deviation, in the unit of the values; null for none. NaN is left out. */
export function robustDeviation(values: ArrayLike<number>): number | null {
  const centre = median(values);
  if (centre === null) return null;
  const spread = median(Float64Array.from(values, (value) => Math.abs(value - centre)));
  return spread === null ? null : madToDeviation * spread;
}

const sortedNumbers = (values: ArrayLike<number>) =>
  Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
