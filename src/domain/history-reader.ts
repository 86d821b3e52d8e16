import type { Place } from './place.ts';

/**
 * Which readings are asked for: of a place, of all places of a device, or of every place; of one metric or of all. Times are milliseconds since
 * 1970, UTC, and half-open: from ≤ time < to.
 */
export interface HistorySelection {
  place?: Place;
  /** All places of one device. Left out when `place` is given. */
  device?: string;
  metric?: string;
  from: number;
  to: number;
}

/** How much an answer may cost. */
export interface HistoryBounds {
  /** Rows of the answer at most; default 100,000. When there are more, the newest are given and `more` says so. */
  rows?: number;
  /** Milliseconds after which the query is cancelled; default 5,000. */
  withinMs?: number;
  /** Cancels the query as well. */
  signal?: AbortSignal;
}

/** One metric at one place. */
interface OfSeries {
  place: Place;
  metric: string;
}

/** Readings, oldest first. `at` and `value` have the same length. */
export interface HistorySeries extends OfSeries {
  at: Float64Array;
  value: Float64Array;
}

/** Parts of a UTC day, the shortest first. A bucket without readings is not in an answer. */
export const historyBuckets = ['minute', 'five-minutes', 'hour', 'day'] as const;
export type HistoryBucket = (typeof historyBuckets)[number];
export const bucketMs: Readonly<Record<HistoryBucket, number>> = {
  ...{ minute: 60_000, 'five-minutes': 300_000, hour: 3_600_000, day: 86_400_000 },
};

/** Readings summed up by bucket, oldest first; `at` is a bucket's start. All are in the metric's unit but `count`. */
export interface HistoryRollup extends OfSeries {
  at: Float64Array;
  count: Float64Array;
  mean: Float64Array;
  /** Of the sample; NaN for a single reading, which has none. */
  deviation: Float64Array;
  min: Float64Array;
  median: Float64Array;
  p95: Float64Array;
  max: Float64Array;
}

/** `values` are in the order in which the shares were asked for, interpolated between two readings where a share lies between them. */
export interface HistoryPercentiles extends OfSeries {
  count: number;
  values: number[];
}

/** One place of a ranking. */
export interface HistoryRanked extends OfSeries {
  count: number;
  value: number;
}

/** By what places are compared over a span. */
export type HistoryMeasure = 'mean' | 'min' | 'median' | 'p95' | 'max';

/** Why there is no answer: nothing keeps a history here, it took too long or was called off, a file can't be read, or something else. */
export type HistoryFailure = 'disabled' | 'too-slow' | 'damaged' | 'failed';

/**
 * `no-data` means that no reading was stored: neither that a value was zero nor that all was well. `more` says that there were more rows than
 * were allowed. `reason` is a clause for people.
 */
export type HistoryAnswer<Series> =
  | { outcome: 'ok'; series: Series[]; more: boolean }
  | { outcome: 'no-data' }
  | { outcome: 'failed'; why: HistoryFailure; reason: string };

/**
 * The readings of days and months, for tools, commands, digests and models. What was taken before a question is part of its answer, wherever it
 * lies, unless the disk takes nothing at the moment. Of several values of one place and metric at one time the largest counts. A value that is no finite number is none.
 */
export interface HistoryReader {
  /** Every reading, by place and metric. */
  range(selection: HistorySelection, bounds?: HistoryBounds): Promise<HistoryAnswer<HistorySeries>>;
  /** The last `count` readings of each place and metric: 1 for the last value. */
  last(selection: HistorySelection, count: number, bounds?: HistoryBounds): Promise<HistoryAnswer<HistorySeries>>;
  rollUp(
    selection: HistorySelection,
    bucket: HistoryBucket,
    bounds?: HistoryBounds,
  ): Promise<HistoryAnswer<HistoryRollup>>;
  /** `shares` from 0 to 1, such as 0.5 for the median. */
  percentiles(
    selection: HistorySelection,
    shares: readonly number[],
    bounds?: HistoryBounds,
  ): Promise<HistoryAnswer<HistoryPercentiles>>;
  /** The places with the highest (or lowest) measure of one metric, the first in rank first; `more` when there are further places. */
  top(
    selection: HistorySelection & { metric: string },
    rank: { by: HistoryMeasure; count: number; order?: 'highest' | 'lowest' },
    bounds?: HistoryBounds,
  ): Promise<HistoryAnswer<HistoryRanked>>;
}

const disabled = async () => ({
  ...({ outcome: 'failed', why: 'disabled', reason: 'no history is kept here' } as const),
});

/** For worlds that keep no history, such as a replay. */
export const noHistory: HistoryReader = {
  range: disabled,
  last: disabled,
  rollUp: disabled,
  percentiles: disabled,
  top: disabled,
};
