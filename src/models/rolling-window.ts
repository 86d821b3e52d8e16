import { medianOfSorted } from '../foundation/median.ts';
import { insertSorted, replaceSorted } from './sorted-part.ts';

/** The last values of one metric, in order of arrival and in order of size. No allocation after creation. */
export interface RollingWindow {
  /** How many values are in it. */
  readonly count: number;
  /** Adds a value; when the window is full the oldest leaves. */
  push(value: number): void;
  mean(): number;
  /** Population standard deviation. */
  deviation(): number;
  median(): number;
  /** The quantile of this share (0..1), linear between neighbours; NaN when nothing is in it. */
  quantile(share: number): number;
  /** Median of the absolute deviations from the median. */
  medianDeviation(): number;
  clear(): void;
}

/** Creates a window of the last `size` values. Adding is O(size) moves in a small array; all else is O(1) or O(size). */
export function createRollingWindow(size: number): RollingWindow {
  const arrived = new Float64Array(size);
  const sorted = new Float64Array(size);
  const whole = { from: 0, to: size };
  let count = 0;
  let next = 0;
  let sum = 0;

  /** Adding and taking away piles up rounding, so the sum is made anew once per turn of the window. */
  const sumAnew = () => {
    sum = 0;
    for (let i = 0; i < count; i++) sum += arrived[i]!;
  };
  const median = () => (count === 0 ? Number.NaN : medianOfSorted(sorted, count));

  return {
    get count() {
      return count;
    },
    push(value) {
      if (count === size) {
        const oldest = arrived[next]!;
        replaceSorted(sorted, whole, oldest, value);
        sum -= oldest;
      } else insertSorted(sorted, 0, count++, value);
      arrived[next] = value;
      sum += value;
      next = next + 1 === size ? 0 : next + 1;
      if (next === 0) sumAnew();
    },
    mean: () => (count === 0 ? Number.NaN : sum / count),
    deviation() {
      if (count === 0) return Number.NaN;
      const mean = sum / count;
      let squares = 0;
      for (let i = 0; i < count; i++) squares += (sorted[i]! - mean) ** 2;
      return Math.sqrt(squares / count);
    },
    median,
    quantile(share) {
      if (count === 0) return Number.NaN;
      const position = share * (count - 1);
      const below = sorted[Math.floor(position)]!;
      const above = sorted[Math.ceil(position)]!;
      return below === above ? below : below + (position - Math.floor(position)) * (above - below);
    },
    medianDeviation() {
      if (count === 0) return Number.NaN;
      const centre = median();
      // The deviations fall towards the centre and rise again: take the largest from either end until the middle is left.
      let low = 0;
      let high = count - 1;
      let above = 0;
      let current = 0;
      for (let taken = 0; taken <= count >> 1; taken++) {
        above = current;
        const fromLow = centre - sorted[low]!;
        const fromHigh = sorted[high]! - centre;
        if (fromLow > fromHigh) {
          current = fromLow;
          low++;
        } else {
          current = fromHigh;
          high--;
        }
      }
      return count % 2 === 0 ? (above + current) / 2 : current;
    },
    clear() {
      count = 0;
      next = 0;
      sum = 0;
    },
  };
}
