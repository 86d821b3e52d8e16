import { predictBoosted } from './boosted-trees.ts';
import { type FeatureStream, forecastFeatureNames } from './forecast-features.ts';
import type { ForecastTrees } from './forecast-trees.ts';
import type { NaiveForecast } from './naive-forecasts.ts';

/** What a member expects, in the unit of the values. */
export interface Expectation {
  /** As often above as below. */
  median: number;
  /** What least misses in the mean square. */
  mean: number;
  /** Lengths of the band's halves, ≥ 0, before the band is tracked. */
  below: number;
  above: number;
}

/** What can forecast one series. */
export interface ForecastMember {
  /** For people: "boosted trees", "median of 10". */
  name: string;
  /** Steps ahead. */
  horizon: number;
  /** Share of the values that a band is to hold, 0..1. */
  level: number;
  /** Begins with a series. */
  start(): {
    /** Gets each step's value, none of them missing. */
    follow(value: number): void;
    /** Asked only where the features are ready and their scale is not 0. */
    expect(features: FeatureStream): Expectation;
  };
}

/** How the mean is made of the trees' median and mean and of the moving average. */
const meanShares = { median: 0.4, mean: 0.2, average: 0.4 };

/** Name of the member that learns. */
export const treesName = 'boosted trees';

/** Forecasts as trees have learned it from many series. */
export function treesMember(trees: ForecastTrees): ForecastMember {
  return {
    ...{ name: treesName, horizon: trees.horizon, level: trees.level },
    start() {
      const row = new Float64Array(forecastFeatureNames.length);
      return {
        follow: () => undefined,
        expect(features) {
          const { centre, scale, average } = features;
          features.write(row, 0);
          const say = (of: 'median' | 'mean' | 'lower' | 'upper') => centre + scale * predictBoosted(trees[of], row, 0);
          const median = say('median');
          return {
            ...{ median, below: Math.max(0, median - say('lower')), above: Math.max(0, say('upper') - median) },
            mean: meanShares.median * median + meanShares.mean * say('mean') + meanShares.average * average,
          };
        },
      };
    },
  };
}

/** Half of a band in units of the scale, which is a mean absolute distance: where nine of ten values lie when they are spread normally. */
export const firstHalf = 2;

/** Forecasts without having learned anything. Its band begins as wide as the series' own scale says. */
export function naiveMember(
  { name, start }: NaiveForecast,
  { horizon, level }: { horizon: number; level: number },
): ForecastMember {
  return {
    ...{ name, horizon, level },
    start() {
      const next = start();
      let expected = Number.NaN;
      return {
        follow(value) {
          expected = next(value);
        },
        expect: ({ scale }) => ({
          ...{ median: expected, mean: expected },
          ...{ below: firstHalf * scale, above: firstHalf * scale },
        }),
      };
    },
  };
}
