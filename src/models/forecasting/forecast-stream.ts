import { createBandTracker } from './band-tracker.ts';
import { predictBoosted } from './boosted-trees.ts';
import { createFeatureStream, forecastFeatureNames } from './forecast-features.ts';
import type { ForecastTrees } from './forecast-trees.ts';

/** What is expected of the value `horizon` steps ahead, in the unit of the values. */
export interface Forecast {
  /** As often above as below. */
  median: number;
  /** What least misses in the mean square. */
  mean: number;
  /** Ends of the band that holds the value in `level` of all cases. */
  lower: number;
  upper: number;
}

/** Forecasts of one series. */
export interface ForecastStream {
  /** Adds the value of the next step, NaN when it is missing, and forecasts; null while there are too few values. */
  push(value: number): Forecast | null;
}

/** Share of the scale that is added to a half before it is widened. */
const slack = 0.1;

/** How the mean is made of the trees' median and mean and of the moving average. */
const meanShares = { median: 0.4, mean: 0.2, average: 0.4 };

/**
 * Forecasts with trees. The band is theirs, widened or narrowed until it holds as many of this series' values as it is to hold.
 */
export function createForecastStream(trees: ForecastTrees): ForecastStream {
  const { horizon, level } = trees;
  const features = createFeatureStream(horizon);
  const row = new Float64Array(forecastFeatureNames.length);
  const tracker = createBandTracker({ horizon, level });

  return {
    push(value) {
      features.push(value);
      tracker.reveal(value);
      if (!features.isReady) return null;
      const { centre, scale, average } = features;
      if (!(scale > 0)) {
        tracker.issue(null);
        return { median: centre, mean: centre, lower: centre, upper: centre };
      }
      features.write(row, 0);
      const say = (of: 'median' | 'mean' | 'lower' | 'upper') => centre + scale * predictBoosted(trees[of], row, 0);
      const median = say('median');
      const [below, above] = [Math.max(0, median - say('lower')), Math.max(0, say('upper') - median)];
      const { lower, upper } = tracker.issue({ median, below, above, slack: slack * scale });
      return {
        ...{ median, lower, upper },
        mean: meanShares.median * median + meanShares.mean * say('mean') + meanShares.average * average,
      };
    },
  };
}
