import type { CombinedDetector } from '../models/detection/combined-detector.ts';

/** What is fitted for one kind of place. */
export interface KindModel {
  /** Over the deviations from usual in the bad direction, one a metric: so all places of a kind can share it. */
  combined: CombinedDetector;
  /** A reading with a higher score is an anomaly. Of the readings, that is: the combined detector's own threshold knows no persistence. */
  threshold: number;
  /** From so many deviations on a metric is an anomaly by itself, in the order of the layout; null where only all of them together say something. */
  alone: readonly (number | null)[];
  /** Nobody is woken for less than this many deviations on any metric, however rare the reading is. */
  least: number;
}

/** The score of the rows of one place, one after the other; the same for a live reading and for a trial. */
export interface KindStream {
  push(row: Float64Array, dayShare: number): { score: number };
  /** The part of the detector that made the last row rare. */
  leading(): string;
}

/** An anomaly of one metric has to last as long as the weakest: two readings in a row that are far off are not yet trouble where readings come each second. */
const mostTimes = 1.01;
const byOne = 'single deviation';

/**
 * The joint score, or that of one metric alone where it is further from usual than it ever lasted: a processor that never moves is not as noisy as the
 * latency beside it, and the joint score knows one noise for all.
 */
export function startKindStream({
  combined,
  threshold,
  alone,
}: Pick<KindModel, 'combined' | 'threshold' | 'alone'>): KindStream {
  const stream = combined.start();
  let isByOne = false;
  return {
    push(row, dayShare) {
      const { score } = stream.push(row, dayShare);
      const own = threshold * timesAlone(row, alone);
      isByOne = own > score;
      return { score: isByOne ? own : score };
    },
    leading: () => (isByOne ? byOne : stream.leading()),
  };
}

function timesAlone(row: Float64Array, alone: KindModel['alone']): number {
  let most = 0;
  for (const [f, limit] of alone.entries()) if (limit !== null && row[f]! > most * limit) most = row[f]! / limit;
  return Math.min(mostTimes, most);
}
