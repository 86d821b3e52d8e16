import { createRollingWindow } from '../rolling-window.ts';

/** Steps that a window spans, and which of its quantiles are features; the median of the last ten is what they are relative to. */
const windows: readonly { steps: number; shares: readonly number[] }[] = [
  { steps: 3, shares: [0.5] },
  { steps: 5, shares: [0.5] },
  { steps: 10, shares: [0.1, 0.9] },
  { steps: 20, shares: [0.5] },
  { steps: 30, shares: [0, 0.1, 0.5, 0.9, 1] },
  { steps: 60, shares: [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1] },
  { steps: 180, shares: [0.05, 0.5, 0.95] },
  { steps: 360, shares: [0.5] },
];

/** Weights of a new value in the exponentially weighted averages. */
const averages = [0.02, 0.05, 0.1, 0.2, 0.4];

const lags = 10;

/** Steps after which the scale forgets what was before. */
const scaleSteps = 2000;

/** A value farther than this many scales from the centre counts as this far: one wrong value must not be felt for hours. */
const farthest = 100;

/** What each number of a row is. */
export const forecastFeatureNames: readonly string[] = [
  ...Array.from({ length: lags }, (_, lag) => `value ${lag} steps ago`),
  ...windows.flatMap(({ steps, shares }) => shares.map((share) => `quantile ${share} of the last ${steps}`)),
  ...averages.map((weight) => `average with weight ${weight}`),
];

/** The least number of values before anything is forecast. */
export const leastValues = 20;

/** What is known of one series at its last step. */
export interface FeatureStream {
  /** Adds the value of the next step; NaN is missing, and is taken for what was there before. */
  push(value: number): void;
  /** Whether enough values came to forecast from. */
  readonly isReady: boolean;
  /** Median of the last ten: what features and targets are relative to. */
  readonly centre: number;
  /** Mean absolute distance of a value from the centre `horizon` steps before, far ones counted as less; 0 for a constant series. */
  readonly scale: number;
  /** The last value that was not missing. */
  readonly last: number;
  /** Exponentially weighted average with weight 0.2. */
  readonly average: number;
  /** Writes the features of the last step. */
  write(out: Float64Array, at: number): void;
}

/**
 * Follows one series at even steps. Features are distances from the centre in units of the scale, through asinh, so that one model serves all
 * places: what it learned of a line of 3 ms holds for one of 300 ms.
 */
export function createFeatureStream(horizon: number): FeatureStream {
  const rolling = windows.map(({ steps }) => createRollingWindow(steps));
  const ten = rolling[windows.findIndex(({ steps }) => steps === 10)]!;
  const recent = new Float64Array(lags);
  const averaged = new Float64Array(averages.length);
  /** Centres of the last `horizon` steps, as a ring. */
  const centres = new Float64Array(horizon);
  let [count, last, centre, scale, errors] = [0, Number.NaN, Number.NaN, 0, 0];

  function measure(value: number): void {
    if (count < lags + horizon || Number.isNaN(value)) return;
    errors += 1;
    const distance = Math.abs(value - centres[count % horizon]!);
    const counted = scale > 0 ? Math.min(distance, farthest * scale) : distance;
    scale += (counted - scale) / Math.min(errors, scaleSteps);
  }

  function average(value: number): void {
    const reach = scale > 0 ? farthest * scale : Number.POSITIVE_INFINITY;
    const near = Math.max(centre - reach, Math.min(centre + reach, value));
    for (const [i, weight] of averages.entries()) averaged[i]! += weight * (near - averaged[i]!);
  }

  return {
    get isReady() {
      return count >= leastValues;
    },
    get centre() {
      return centre;
    },
    get scale() {
      return scale;
    },
    get last() {
      return last;
    },
    get average() {
      return averaged[averages.indexOf(0.2)]!;
    },
    push(value) {
      // Before the first value there is nothing to fill a gap with.
      if (count === 0 && Number.isNaN(value)) return;
      measure(value);
      last = Number.isNaN(value) ? last : value;
      if (count === 0) averaged.fill(last);
      for (const window of rolling) window.push(last);
      centre = ten.median();
      average(last);
      recent[count % lags] = last;
      centres[count % horizon] = centre;
      count += 1;
    },
    write(out, at) {
      let next = at;
      const put = (value: number) => {
        out[next++] = Math.asinh((value - centre) / scale);
      };
      for (let lag = 0; lag < lags; lag++) put(recent[(count - 1 - lag + 10 * lags) % lags]!);
      for (const [i, { shares }] of windows.entries()) for (const share of shares) put(rolling[i]!.quantile(share));
      for (const value of averaged) put(value);
    },
  };
}
