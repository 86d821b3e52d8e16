/**
 * The cuts between the bins of a metric: a value is in the bin whose number, from 0, is how many cuts are not above it. Each bin holds about the same
 * share of the values, but one that a tenth of them or more have gets a bin of its own, between itself and the next larger number. So a metric that
 * rests at one value has three bins: below, at and above it.
 *
 * @param sorted finite, ascending, at least one
 */
export function quantileCuts(sorted: Float64Array, bins: number): Float64Array {
  const cuts = new Set<number>();
  for (let bin = 0; bin < bins; bin++) {
    const value = sorted[Math.floor((bin * sorted.length) / bins)]!;
    const share = (firstAbove(sorted, value) - firstNotBelow(sorted, value)) / sorted.length;
    // What is lower than ever before is in the first bin with the lowest tenth, unless the lowest value has one of its own.
    if (bin > 0 || share >= 1 / bins) cuts.add(value);
    if (share >= 1 / bins && value < Number.MAX_VALUE) cuts.add(nextAbove(value));
  }
  return Float64Array.from(cuts).sort();
}

/** The bin of a finite value. */
export const binOf = (cuts: Float64Array, value: number): number => firstAbove(cuts, value);

/** How many of the sorted numbers are at or below the value. */
const firstAbove = (sorted: Float64Array, value: number) => search(sorted, (number) => number <= value);

const firstNotBelow = (sorted: Float64Array, value: number) => search(sorted, (number) => number < value);

function search(sorted: Float64Array, isBefore: (number: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The next larger double. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
