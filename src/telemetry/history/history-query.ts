import type { Place } from '../../domain/place.ts';
import type { RollupStep } from './sql/rollup.sql.ts';

/** Which part of the history. Without place and device: all of it. `from` and `to` are milliseconds since 1970, both included. */
export interface HistoryQuery {
  place?: Place;
  /** All places of one device. Left out when `place` is given. */
  device?: string;
  metric?: string;
  from: number;
  to: number;
}

/** One metric at one place, oldest first. `at` and `value` have the same length. */
export interface HistorySeries {
  place: Place;
  metric: string;
  at: Float64Array;
  value: Float64Array;
}

/** One metric at one place in buckets; `at` is a bucket's start. NaN in `deviation` stands for a single value. */
export interface HistoryRollup {
  place: Place;
  metric: string;
  at: Float64Array;
  n: Float64Array;
  mean: Float64Array;
  deviation: Float64Array;
  least: Float64Array;
  median: Float64Array;
  p95: Float64Array;
  most: Float64Array;
}

/** One metric at one place with its rolling features, as {@link featuresSql} defines them; NaN where there is none. */
export interface HistoryFeatures extends HistorySeries {
  mean5: Float64Array;
  dev5: Float64Array;
  lag1: Float64Array;
  change: Float64Array;
}

export type { RollupStep };

/** A year far enough away, because Infinity is no timestamp. */
const latestMs = Date.UTC(9999, 11, 31);

const timestamp = (at: number) =>
  new Date(Math.min(Math.max(Math.trunc(at), 0), latestMs)).toISOString().replace('T', ' ').replace('Z', '');

/** The values for the question marks of the selection. */
export function selectionParameters(query: HistoryQuery): (string | null)[] {
  const device = query.place?.device ?? query.device ?? null;
  const port = query.place ? (query.place.interface ?? '') : null;
  const metric = query.metric ?? null;
  return [device, device, port, port, metric, metric, timestamp(query.from), timestamp(query.to)];
}
