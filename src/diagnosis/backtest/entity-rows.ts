import { quantile } from '../../models/quantile.ts';
import type { WideRows } from '../../telemetry/csv/wide-csv.ts';
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

/** Row numbers of each entity, in the order of the file. */
export function groupByEntity(entities: readonly string[]): Map<string, number[]> {
  const members = new Map<string, number[]>();
  for (const [i, entity] of entities.entries()) {
    const rows = members.get(entity);
    if (rows) rows.push(i);
    else members.set(entity, [i]);
  }
  return members;
}

/** These rows of a wide CSV, which belong to one entity. */
export function takeRows({ values, timesMs, metrics }: WideRows, rows: readonly number[]): EntityRows {
  const width = metrics.length;
  return createEntityRows(
    rows.map((i) => values.subarray(i * width, (i + 1) * width)),
    Float64Array.from(rows, (i) => timesMs[i]!),
    width,
  );
}

/** Rows of `width` values each and their times in milliseconds. */
export function createEntityRows(rows: readonly Float64Array[], timesMs: Float64Array, width: number): EntityRows {
  const values = new Float64Array(rows.length * width);
  for (const [at, row] of rows.entries()) values.set(row, at * width);
  return {
    values,
    dayShares: timesMs.map(dayShareOf),
    count: rows.length,
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
