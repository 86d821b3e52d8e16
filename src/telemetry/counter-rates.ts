import { createLatestMap } from '../foundation/latest-map.ts';

export interface CounterRates {
  /**
   * Growth per second since the value before; undefined for the first value, after a reset (the counter fell), and for a value that is
   * not newer than the last.
   */
  rate(key: string, at: number, value: number): number | undefined;
}

/** Turns counters into rates. At most `limit` counters are remembered; the one that was silent the longest is forgotten first. */
export function createCounterRates(limit = 100_000): CounterRates {
  const last = createLatestMap<{ at: number; value: number }>(limit);
  return {
    rate(key, at, value) {
      const before = last.get(key);
      if (before && at <= before.at) return undefined;
      last.set(key, { at, value });
      if (!before || value < before.value) return undefined;
      return ((value - before.value) / (at - before.at)) * 1000;
    },
  };
}
