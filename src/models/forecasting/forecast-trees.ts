import { binFeatures } from '../feature-bins.ts';
import type { BoostedTraining } from './boosted-state.ts';
import { growBoosted } from './boosted-training.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { createFeatureStream, forecastFeatureNames } from './forecast-features.ts';

/** One series at even steps. */
export interface ForecastSeries {
  /** NaN is missing. */
  values: Float64Array;
  /** For each step, whether it may teach (≠ 0); left out, all may. */
  teaches?: ArrayLike<number>;
}

/** What trees say of a value `horizon` steps ahead, as distance from the centre in units of the scale. */
export interface ForecastTrees {
  horizon: number;
  /** Share of the values that the band is to hold, 0..1. */
  level: number;
  median: BoostedTrees;
  mean: BoostedTrees;
  lower: BoostedTrees;
  upper: BoostedTrees;
}

export interface ForecastTreesTraining {
  horizon: number;
  level: number;
  seed: number;
  /** Grows the median alone, a quarter of the work, for a comparison of medians; mean and ends are that median then. */
  isTrial?: boolean;
  progress?: (done: number, total: number) => void;
}

/**
 * Settings of all four models. Chosen by the worst of three spans of time of public round-trip times: what trees, leaves and rate change is within
 * one percent there.
 */
const growing: Omit<BoostedTraining, 'aim' | 'seed'> = {
  ...{ trees: 150, leaves: 31, minLeaf: 100, rate: 0.1, featureShare: 0.5, rowShare: 0.5 },
};

/** Ends of bands rest on few rows, and need more of them in a leaf. */
const growingEnds = { leaves: 15, minLeaf: 200 };

/** A distance beyond this many scales counts as this many for the mean, which a single spike would pull away. */
const meanBound = 8;

/** Fewest rows to learn from. */
export const leastRows = 4 * growing.minLeaf;

/**
 * Fits trees for the median, the mean and both ends of the band, pooled over all series. A row counts by the square root of its series' scale: half way
 * between equal shares for all series, and for all units. Answers null when there is too little to learn from.
 */
export function fitForecastTrees(
  series: readonly ForecastSeries[],
  { horizon, level, seed, isTrial = false, progress }: ForecastTreesTraining,
): ForecastTrees | null {
  const width = forecastFeatureNames.length;
  const { rows, targets, weights, count } = gatherRows(series, horizon);
  if (count < leastRows) return null;
  const binned = binFeatures(rows, count, width);
  const aims = { median: 0.5, mean: 'mean', lower: (1 - level) / 2, upper: (1 + level) / 2 } as const;
  const bounded = targets.map((value) => Math.max(-meanBound, Math.min(meanBound, value)));
  const grow = (aim: keyof typeof aims, nth: number) => {
    const onTree = (done: number, total: number) => progress?.(nth * total + done, (isTrial ? 1 : 4) * total);
    const isEnd = aim === 'lower' || aim === 'upper';
    const training = { ...growing, ...(isEnd && growingEnds), aim: aims[aim], seed: seed + nth, onTree };
    return growBoosted(rows, aim === 'mean' ? bounded : targets, weights, width, training, binned);
  };
  const median = grow('median', 0);
  if (isTrial) return { horizon, level, median, mean: median, lower: median, upper: median };
  return {
    ...{ horizon, level, median },
    ...{ mean: grow('mean', 1), lower: grow('lower', 2), upper: grow('upper', 3) },
  };
}

/** A row for each step whose value `horizon` steps later is known and may teach. */
function gatherRows(series: readonly ForecastSeries[], horizon: number) {
  const width = forecastFeatureNames.length;
  const most = series.reduce((sum, { values }) => sum + values.length, 0);
  const rows = new Float64Array(most * width);
  const targets = new Float64Array(most);
  const weights = new Float64Array(most);
  let count = 0;
  for (const { values, teaches } of series) {
    const stream = createFeatureStream(horizon);
    for (let t = 0; t + horizon < values.length; t++) {
      stream.push(values[t]!);
      const target = values[t + horizon]!;
      if (!stream.isReady || !(stream.scale > 0) || Number.isNaN(target)) continue;
      if (teaches && !teaches[t + horizon]) continue;
      stream.write(rows, count * width);
      targets[count] = (target - stream.centre) / stream.scale;
      weights[count] = Math.sqrt(stream.scale);
      count += 1;
    }
  }
  const mean = weights.subarray(0, count).reduce((sum, weight) => sum + weight, 0) / count;
  return {
    ...{ rows: rows.subarray(0, count * width), targets: targets.subarray(0, count), count },
    weights: weights.subarray(0, count).map((weight) => weight / mean),
  };
}
