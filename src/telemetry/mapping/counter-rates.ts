import { createLatestMap, type HeldKey } from '../../foundation/latest-map.ts';
import type { LossReason } from './losses.ts';

/** One counter. Its key is made once for a series, because it is looked up with every value. */
export type Counter = HeldKey<CounterValue>;

export interface CounterValue {
  at: number;
  value: number;
}

export interface CounterRates {
  /**
   * Growth per second since the value before, or why there is none: for the first value, after a reset (the counter fell), and for a value that is
   * not newer than the last. `wrapsAt` is where the counter begins at 0 again, such as 2^32 for a Counter32 (RFC 2578, section 7.1.6): a fall
   * counts as one round then, when the growth is less than half of it.
   */
  rate(counter: Counter, at: number, value: number, wrapsAt?: number): number | LossReason;
}

/** Turns counters into rates. At most `limit` counters are remembered; the one that was silent the longest is forgotten first. */
export function createCounterRates(limit = 100_000): CounterRates {
  const last = createLatestMap<CounterValue>(limit);
  return {
    rate(counter, at, value, wrapsAt) {
      const before = last.touch(counter);
      if (!before) {
        last.set(counter.key, { at, value });
        return 'first-value';
      }
      if (at <= before.at) return 'not-newer';
      const growth = growthOf(before.value, value, wrapsAt);
      const elapsedMs = at - before.at;
      before.at = at;
      before.value = value;
      return growth === undefined ? 'counter-fell' : (growth / elapsedMs) * 1000;
    },
  };
}

function growthOf(before: number, value: number, wrapsAt: number | undefined): number | undefined {
  if (value >= before) return value - before;
  if (wrapsAt === undefined || before >= wrapsAt) return undefined;
  const wrapped = value + wrapsAt - before;
  return wrapped < wrapsAt / 2 ? wrapped : undefined;
}
