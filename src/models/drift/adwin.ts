import { type AdwinCut, type AdwinJson, type AdwinOptions, packBuckets, unpackBuckets } from './adwin-json.ts';
import { createBuckets, type ExponentialHistogram } from './exponential-histogram.ts';

/** A window that holds as many of the last values as have one mean. */
export interface Adwin {
  /** How many values are in the window. */
  readonly width: number;
  /** NaN when nothing is in it. */
  readonly mean: number;
  /** Population variance of the values in the window; NaN when nothing is in it. */
  readonly variance: number;
  /** How many buckets the values are summed up in. */
  readonly buckets: number;
  /** The last cut; null before the first. */
  readonly cut: AdwinCut | null;
  /** Adds a value and tells whether the window was cut, for a rise or for a fall. Throws `RangeError` for a value outside 0..1. */
  add(value: number): boolean;
  toJSON(): AdwinJson;
}

/** How far apart the means of both parts of a window of `n0` + `n1` values with this variance must be for a cut: the paper's ε_cut, section 4.1. */
export function cutBound(n0: number, n1: number, variance: number, delta: number): number {
  const m = 1 / (1 / n0 + 1 / n1);
  const logarithm = Math.log((2 * Math.log(n0 + n1)) / delta);
  return Math.sqrt((2 / m) * variance * logarithm) + (2 / (3 * m)) * logarithm;
}

/**
 * ADWIN2 (Bifet and Gavaldà 2007, "Learning from time-changing data with adaptive windowing"): keeps the values in buckets of 1, 2, 4 … values, five of a
 * size, and drops the oldest bucket while the window can be split between two buckets so that the means differ by more than {@link cutBound}. So
 * it needs memory for the logarithm of the window only. A pure function of its values.
 *
 * Not good for: values that depend on the one before them, which look like a change; the bound is for independent ones.
 */
export function createAdwin(options: AdwinOptions): Adwin {
  return adwinOver(options, { histogram: createBuckets(), ticks: 0, cut: null });
}

/** Restores what {@link Adwin.toJSON} wrote: it goes on exactly as the one that was written. Throws `model-artefact-damaged` for anything else. */
export function adwinFromJSON(json: unknown): Adwin {
  const { delta, clock, ...state } = unpackBuckets(json);
  return adwinOver({ delta, clock }, state);
}

interface State {
  histogram: ExponentialHistogram;
  /** Values since the last check. */
  ticks: number;
  cut: AdwinCut | null;
}

function adwinOver({ delta, clock }: AdwinOptions, { histogram, ...rest }: State): Adwin {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must be above 0 and below 1, and is ${delta}`);
  if (!(Number.isSafeInteger(clock) && clock >= 1))
    throw new RangeError(`clock must be whole, from 1, and is ${clock}`);
  let { ticks, cut } = rest;

  /** Drops until no split is left that differs. */
  const shrink = (): boolean => {
    const first = clearestSplit(histogram, delta);
    if (!first) return false;
    let dropped = 0;
    for (let split: Split | null = first; split; split = clearestSplit(histogram, delta))
      dropped += histogram.dropOldest().count;
    cut = { dropped, ...first, direction: first.after > first.before ? 'rise' : 'fall' };
    return true;
  };

  return {
    get width() {
      return histogram.count;
    },
    get mean() {
      return histogram.mean();
    },
    get variance() {
      return histogram.variance();
    },
    get buckets() {
      return histogram.buckets;
    },
    get cut() {
      return cut;
    },
    add(value) {
      if (!(value >= 0 && value <= 1)) throw new RangeError(`a value must be from 0 to 1, and is ${value}`);
      histogram.add(value);
      ticks += 1;
      if (ticks < clock) return false;
      ticks = 0;
      return shrink();
    },
    toJSON: () => packBuckets({ delta, clock, histogram, ticks, cut }),
  };
}

type Split = Pick<AdwinCut, 'before' | 'after' | 'younger'>;

/** Of the places between two buckets where the means differ too much, the one where they do so by most bounds; null without any. */
function clearestSplit(histogram: ExponentialHistogram, delta: number): Split | null {
  const { count } = histogram;
  if (count < 2) return null;
  const total = histogram.sum();
  const variance = histogram.variance();
  let n0 = 0;
  let sum0 = 0;
  let most = 1;
  let clearest: Split | null = null;
  histogram.eachFromOldest((bucketCount, bucketSum) => {
    n0 += bucketCount;
    sum0 += bucketSum;
    const younger = count - n0;
    if (younger === 0) return;
    const before = sum0 / n0;
    const after = Math.min(1, Math.max(0, (total - sum0) / younger));
    const bounds = Math.abs(before - after) / cutBound(n0, younger, variance, delta);
    if (bounds > most) [most, clearest] = [bounds, { before, after, younger }];
  });
  return clearest;
}
