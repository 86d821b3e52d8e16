import type { Losses } from '../mapping/losses.ts';

/** What became of what a source delivered since the start. */
export interface SourceCounts {
  /** Requests that were let in, or gatherings that began. */
  deliveries: number;
  /** Requests that were refused as a whole, or gatherings that ended with an error. */
  failures: number;
  points: number;
  samples: number;
  /** Points that could not be used, and parts of a body that hold none. */
  badPoints: number;
  /** Points of devices whose clock is ahead; they count as bad too. */
  aheadPoints: number;
  /** Values of good points that gave no sample, by reason. */
  lost: Losses;
  /** When samples came last, milliseconds since 1970. */
  lastAt: number | null;
  /** Of a pulled source: times at which the gathering before was still under way, so that none began. */
  skipped?: number;
  /** Of a pulled source: why its last gathering failed; null when it did not. */
  failing?: { says: string; retryable: boolean } | null;
}

/** The counts of all sources, by name. Whoever delivers counts in what `of` answers. */
export interface SourceCountsByName {
  of(name: string): SourceCounts;
  read(): Record<string, SourceCounts>;
}

export function createSourceCounts(): SourceCountsByName {
  const byName = new Map<string, SourceCounts>();
  return {
    of(name) {
      const none = { deliveries: 0, failures: 0, points: 0, samples: 0, badPoints: 0, aheadPoints: 0 };
      const counts = byName.get(name) ?? { ...none, lost: {}, lastAt: null };
      byName.set(name, counts);
      return counts;
    },
    read: () => structuredClone(Object.fromEntries(byName)),
  };
}
