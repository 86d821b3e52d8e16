import type { RollingRows } from '../rolling-rows.ts';
import { findExcursions } from './known-values.ts';

/** The rows that a part learns from: one device, in time order, row-major, without missing values. */
export interface TrainingRows {
  rows: Float64Array;
  count: number;
  width: number;
  /** Part of the day of each row, 0..1. */
  dayShares: Float64Array;
  samplesPerDay: number;
  /** What a deviation of each metric is at least, for parts that ask each on its own; see {@link leastScaleOf}. */
  leastScale?: Float64Array;
  seed: number;
}

/** What the parts of one stream ask of the rows before the one that they judge, kept once for all of them. */
export interface RecentRows {
  /** Medians of the last `window` rows. Parts ask when they start. */
  medians(window: number): RollingRows;
  /** Means of the last `window` rows. */
  means(window: number): RollingRows;
}

/** One view of what is unusual, while rows stream by: one pass, bounded memory. */
export interface PartStream {
  /** How unusual the row is, compared with training and the rows before it; ≥ 0, any unit. `row` has no missing values. */
  push(row: Float64Array, dayShare: number): number;
  /** How far each metric of the last row is from usual, ≥ 0; only parts that can say it. */
  readonly deviations?: Float64Array;
}

/** A fitted part. Each device gets a stream of its own. */
export interface DetectionPart {
  /** By which the parts of a stored detector are told apart. */
  readonly kind: string;
  /** `recent` holds the rows before the one that is pushed. */
  start(recent: RecentRows): PartStream;
  /** Plain JSON, from which the part is restored without a change. */
  toJSON(): unknown;
}

/** Rows of a day where a window of ten of them spans the forty minutes in which a change shows best. */
const windowsFitAt = 360;

/** Windows grow no further than this, where rows come faster: each row costs as much time as they have rows. */
const mostStretch = 4;

/** How many times as many rows the windows of the recent past need to span as much time as at one row in four minutes; 1 where rows come slower. */
export const windowStretch = (samplesPerDay: number): number =>
  Math.max(1, Math.min(mostStretch, Math.round(samplesPerDay / windowsFitAt)));

/** Beyond this many deviations, more carries no more information, and one counter would drown the others. */
const mostDeviations = 10;

/** Mean over the metrics of the squared deviation, each clipped at 10 deviations. */
export function meanSquare(deviations: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < deviations.length; f++) sum += Math.min(mostDeviations, deviations[f]!) ** 2;
  return sum / deviations.length;
}

/** The largest deviation. */
export function largest(deviations: Float64Array): number {
  let most = 0;
  for (let f = 0; f < deviations.length; f++) if (deviations[f]! > most) most = deviations[f]!;
  return most;
}

/** A usual excursion of a metric that mostly rests counts as this many deviations. */
const excursionDeviations = 3;

/** A metric that is elsewhere than at its median in this share of the rows does not rest. */
const restlessShare = 0.1;

/**
 * The least scale of metrics that mostly rest, such as a count of errors: a third of how far they are from their median in the rows in which they
 * are elsewhere. Their standard deviation is so small that their every move would outshine all else. The more often a metric is elsewhere, the less
 * of it; 0 from one row in ten on, and for one that never moved.
 */
export function leastScaleOf({ rows, count, width }: Pick<TrainingRows, 'rows' | 'count' | 'width'>): Float64Array {
  return Float64Array.from(findExcursions(rows, count, width), ({ away, distance }) => {
    const rests = Math.max(0, 1 - away / count / restlessShare);
    return away > 0 ? (rests * distance) / away / excursionDeviations : 0;
  });
}

/** The standard deviation of `distances` by metric, not below the least scale; 1 where a metric did not move. */
export function scaleOf(distances: Float64Array, training: TrainingRows): Float64Array {
  const { rows, count, width, leastScale } = training;
  const still = spreadOf(rows, count, width);
  const own = spreadOf(distances, distances.length / width, width);
  return own.map((scale, f) => (scale > 1e-9 * still[f]! ? Math.max(scale, leastScale?.[f] ?? 0) : 1));
}

/** Standard deviation of each metric over row-major rows; 1 where a metric never moved. */
export function spreadOf(rows: Float64Array, count: number, width: number): Float64Array {
  const spread = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    let sum = 0;
    for (let i = f; i < count * width; i += width) sum += rows[i]!;
    const mean = sum / count;
    let squares = 0;
    for (let i = f; i < count * width; i += width) squares += (rows[i]! - mean) ** 2;
    const own = Math.sqrt(squares / count);
    spread[f] = own > 1e-9 * (1 + Math.abs(mean)) ? own : 1;
  }
  return spread;
}
