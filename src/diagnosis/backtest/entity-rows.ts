import { quantile } from '../../models/quantile.ts';
import { dayShareOf } from '../detector.ts';

/** Rows of one entity in time order, row-major; NaN is missing. */
export interface EntityRows {
  values: Float64Array;
  /** Part of the UTC day of each row, 0..1. */
  dayShares: Float64Array;
  count: number;
  samplesPerDay: number;
}

/** Fewest training rows that make a detector of its own. */
export const leastRows = 50;

const dayMs = 86_400_000;

/** Rows of `width` values each, row by row, and their times in milliseconds. Neither is copied. */
export function createEntityRows(values: Float64Array, timesMs: Float64Array, width: number): EntityRows {
  return {
    values: values.subarray(0, timesMs.length * width),
    dayShares: timesMs.map(dayShareOf),
    count: timesMs.length,
    samplesPerDay: findSamplesPerDay(timesMs),
  };
}

/** From the median step, which gaps and clock jumps don't move. */
function findSamplesPerDay(timesMs: Float64Array): number {
  const steps = timesMs.slice(1).map((time, i) => time - timesMs[i]!);
  const step = quantile(
    steps.filter((ms) => ms > 0),
    0.5,
  );
  return Number.isNaN(step) ? 1440 : Math.max(1, dayMs / step);
}
