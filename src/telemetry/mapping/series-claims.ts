import { createLatestMap, type HeldKey } from '../../foundation/latest-map.ts';

/** A metric of a place. Its key is made once for a series, because it is looked up with every value. */
export type ClaimedMetric = HeldKey<Owner>;

/** Which of several series gives the value of a metric at a place. */
export interface SeriesClaims {
  /**
   * Null when the value of this series counts, otherwise why it does not. The one that spoke first does, or one with a lower rank, until it is silent for more than two of its
   * intervals, and half a minute at least. `at` is the time of the value, milliseconds since 1970.
   */
  claim(
    metricAtPlace: ClaimedMetric,
    series: string,
    at: number,
    rank: number,
  ): 'better-source' | 'second-series' | null;
  /** Whether another series than this one gives the metric at this time. */
  isTaken(metricAtPlace: ClaimedMetric, series: string, at: number): boolean;
}

interface Owner {
  series: string;
  rank: number;
  at: number;
  gapMs: number;
}

const shortestMs = 30_000;

/** At most `limit` are remembered; the one of which nobody spoke for the longest is forgotten first, and made anew when it speaks. */
export function createSeriesClaims(limit = 200_000): SeriesClaims {
  const owners = createLatestMap<Owner>(limit);
  const isSilent = (owner: Owner, at: number) => at - owner.at > Math.max(shortestMs, 2 * owner.gapMs);
  return {
    isTaken(metricAtPlace, series, at) {
      const owner = owners.get(metricAtPlace.key);
      return owner !== undefined && owner.series !== series && !isSilent(owner, at);
    },
    claim(metricAtPlace, series, at, rank) {
      const owner = owners.touch(metricAtPlace);
      if (owner?.series === series) {
        if (at > owner.at) {
          owner.gapMs = at - owner.at;
          owner.at = at;
        }
        owner.rank = rank;
        return null;
      }
      const isFree = owner === undefined || isSilent(owner, at);
      if (!isFree && rank >= owner.rank) return rank > owner.rank ? 'better-source' : 'second-series';
      owners.set(metricAtPlace.key, { series, rank, at, gapMs: 0 });
      return null;
    },
  };
}
