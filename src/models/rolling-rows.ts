import { insertSorted, replaceSorted } from './sorted-part.ts';

/** A statistic of the last rows, metric by metric, in flat arrays: thousands of devices have one each. No allocation after creation. */
export interface RollingRows {
  /** How many rows are in it. */
  readonly count: number;
  /** The statistic of each metric over the rows in it; NaN before the first. The same array after every row. */
  readonly values: Float64Array;
  /** Adds a row of finite values; when the window is full the oldest leaves. */
  push(row: Float64Array): void;
}

/** Medians of the last `window` rows. Adding moves what stands between the old and the new place of a value in a small sorted array. */
export function createRollingMedians(width: number, window: number): RollingRows {
  const arrived = new Float64Array(window * width);
  /** The values of each metric in order of size, one metric after the other. */
  const sorted = new Float64Array(width * window);
  const values = new Float64Array(width).fill(Number.NaN);
  let count = 0;
  let next = 0;
  return {
    values,
    get count() {
      return count;
    },
    push(row) {
      const isFull = count === window;
      const held = isFull ? window : count + 1;
      const below = (held - 1) >> 1;
      const above = held >> 1;
      for (let f = 0; f < width; f++) {
        const from = f * window;
        const value = row[f]!;
        const slot = next * width + f;
        if (!isFull) insertSorted(sorted, from, from + count, value);
        else if (arrived[slot] !== value) replaceSorted(sorted, { from, to: from + window }, arrived[slot]!, value);
        arrived[slot] = value;
        values[f] = (sorted[from + below]! + sorted[from + above]!) / 2;
      }
      count = held;
      next = next + 1 === window ? 0 : next + 1;
    },
  };
}

/** Means of the last `window` rows. */
export function createRollingMeans(width: number, window: number): RollingRows {
  const arrived = new Float64Array(window * width);
  const sums = new Float64Array(width);
  const values = new Float64Array(width).fill(Number.NaN);
  let count = 0;
  let next = 0;
  /** Adding and taking away piles up rounding, so the sums are made anew once per turn of the window. */
  const sumAnew = () => {
    sums.fill(0);
    for (let i = 0; i < count * width; i++) sums[i % width]! += arrived[i]!;
  };
  return {
    values,
    get count() {
      return count;
    },
    push(row) {
      for (let f = 0; f < width; f++) {
        // Slots of rows that have not been yet hold 0.
        sums[f]! += row[f]! - arrived[next * width + f]!;
        arrived[next * width + f] = row[f]!;
      }
      if (count < window) count++;
      next = next + 1 === window ? 0 : next + 1;
      if (next === 0) sumAnew();
      for (let f = 0; f < width; f++) values[f] = sums[f]! / count;
    },
  };
}
