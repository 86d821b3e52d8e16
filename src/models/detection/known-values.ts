import { upperMedian } from '../../foundation/median.ts';

/** Median of what is present of each metric, 0 where nothing is. */
export function medianOf(rows: Float64Array, count: number, width: number): Float64Array {
  return Float64Array.from({ length: width }, (_, f) => {
    const present = new Float64Array(count);
    let known = 0;
    for (let i = f; i < count * width; i += width) if (Number.isFinite(rows[i]!)) present[known++] = rows[i]!;
    return upperMedian(present.subarray(0, known)) ?? 0;
  });
}

/** Of each metric of rows without missing values: in how many it is elsewhere than at its median, and how far in all of them together. */
export function findExcursions(rows: Float64Array, count: number, width: number): { away: number; distance: number }[] {
  return Array.from(medianOf(rows, count, width), (median, f) => {
    let [away, distance] = [0, 0];
    for (let i = f; i < count * width; i += width) {
      if (!isElsewhere(rows[i]!, median)) continue;
      away++;
      distance += Math.abs(rows[i]! - median);
    }
    return { away, distance };
  });
}

/** Whether a value is another one than rounding makes of `rest`. */
const isElsewhere = (value: number, rest: number): boolean => Math.abs(value - rest) > 1e-9 * (1 + Math.abs(rest));

/** Every missing value becomes the last one before it, at the start and behind a seam the median. */
export function fillRows(
  rows: Float64Array,
  count: number,
  width: number,
  medians: Float64Array,
  seams: ReadonlySet<number> = new Set(),
): Float64Array {
  const filled = Float64Array.from(rows.subarray(0, count * width));
  for (let i = 0; i < count; i++) {
    const first = i === 0 || seams.has(i);
    for (let at = i * width; at < (i + 1) * width; at++) {
      if (!Number.isFinite(filled[at]!)) filled[at] = first ? medians[at % width]! : filled[at - width]!;
    }
  }
  return filled;
}
