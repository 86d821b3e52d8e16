import { createBandTracker } from './band-tracker.ts';
import { createFeatureStream } from './forecast-features.ts';
import type { ForecastMember } from './forecast-members.ts';

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

/**
 * Forecasts with one member. The band is its own, widened or narrowed until it holds as many of this series' values as it is to hold.
 */
export function createForecastStream({ horizon, level, start }: ForecastMember): ForecastStream {
  const features = createFeatureStream(horizon);
  const member = start();
  const tracker = createBandTracker({ horizon, level });

  return {
    push(value) {
      features.push(value);
      if (!Number.isNaN(features.last)) member.follow(features.last);
      tracker.reveal(value);
      if (!features.isReady) return null;
      const { centre, scale } = features;
      if (!(scale > 0)) {
        tracker.issue(null);
        return { median: centre, mean: centre, lower: centre, upper: centre };
      }
      const { median, mean, below, above } = member.expect(features);
      return { median, mean, ...tracker.issue({ median, below, above, slack: slack * scale }) };
    },
  };
}
