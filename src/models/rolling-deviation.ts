import { exactMadToDeviation } from '../foundation/median.ts';
import { quantile } from './quantile.ts';
import { createRollingWindow } from './rolling-window.ts';

export interface RollingDeviationOptions {
  /** Metrics per row. */
  width: number;
  /** Rows that a new one is compared with; default 30. */
  window?: number;
  /** What the new value is compared with: mean (default) or median, which a few outliers in the window don't move. */
  centre?: 'mean' | 'median';
  /**
   * One deviation per metric, from {@link fitResidualScale}. Where it is missing or NaN the window's own is used (1.4826 · median absolute deviation with
   * `median`), which needs no training and so serves a device that has just appeared.
   */
  scale?: Float64Array;
  /** Smallest deviation per metric, in its unit, that counts; default 1e-9. Set it to what the metric's resolution is. */
  floor?: Float64Array;
  /** Values that must be in the window before it answers; default a third of it. */
  warmUp?: number;
  /** Deviations are clipped to ± this, so that a metric that never moved before can't drown the others; default 100. */
  limit?: number;
}

/**
 * The baseline of the anomaly detectors: how far each metric is from its last values, in deviations. On latency series it beats an
 * isolation forest. Streaming: one pass, memory for one window, no allocation per row.
 *
 * Not good for: slow drifts (the window follows), and rhythm (the start of every working day looks like an anomaly).
 */
export interface RollingDeviation {
  readonly width: number;
  /**
   * Compares a row with the rows before it and then takes it in. Returns the largest |z|. `out` receives z of each metric, NaN where the metric
   * is missing or its window is not warm; the result is NaN, unknown, when all are. Missing and infinite values are not taken in.
   */
  push(row: Float64Array, out?: Float64Array, offset?: number): number;
  /** Forgets all rows, for a series with a gap or a device that was replaced. */
  reset(): void;
}

/** Creates the detector for one device. */
export function createRollingDeviation(options: RollingDeviationOptions): RollingDeviation {
  const { width, window = 30, centre = 'mean', scale, floor, limit = 100 } = options;
  const warmUp = options.warmUp ?? Math.ceil(window / 3);
  const windows = Array.from({ length: width }, () => createRollingWindow(window));
  const robust = centre === 'median';

  /** z of a value; NaN while the window is not warm. */
  const compare = (f: number, value: number): number => {
    const past = windows[f]!;
    if (past.count < Math.max(1, warmUp)) return Number.NaN;
    const fitted = scale?.[f] ?? Number.NaN;
    const own = robust ? exactMadToDeviation * past.medianDeviation() : past.deviation();
    const deviation = Math.max(Number.isNaN(fitted) ? own : fitted, floor?.[f] ?? 1e-9);
    const z = (value - (robust ? past.median() : past.mean())) / deviation;
    return Math.max(-limit, Math.min(limit, z));
  };

  return {
    width,
    push(row, out, offset = 0) {
      let largest = Number.NaN;
      for (let f = 0; f < width; f++) {
        const value = row[offset + f]!;
        const present = Number.isFinite(value);
        const z = present ? compare(f, value) : Number.NaN;
        if (present) windows[f]!.push(value);
        if (out) out[f] = z;
        if (!(Math.abs(z) <= largest) && !Number.isNaN(z)) largest = Math.abs(z);
      }
      return largest;
    },
    reset() {
      for (const past of windows) past.clear();
    },
  };
}

/**
 * One deviation per metric of (value − centre of the `window` before it) over training rows of one device, in time order: standard deviation
 * with `mean`, 1.4826 · median absolute deviation with `median`. NaN for a metric without values.
 */
export function fitResidualScale(
  rows: Float64Array,
  count: number,
  options: Omit<RollingDeviationOptions, 'scale' | 'limit' | 'floor'>,
): Float64Array {
  const { width, centre = 'mean' } = options;
  const unscaled = createRollingDeviation({
    ...options,
    scale: new Float64Array(width).fill(1),
    limit: Number.POSITIVE_INFINITY,
  });
  const residuals = Array.from({ length: width }, () => new Float64Array(count));
  const out = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    unscaled.push(rows, out, i * width);
    for (let f = 0; f < width; f++) residuals[f]![i] = out[f]!;
  }
  return Float64Array.from(residuals, centre === 'median' ? medianSpread : standardDeviation);
}

function standardDeviation(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  return Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length);
}

function medianSpread(values: Float64Array): number {
  const middle = quantile(values, 0.5);
  return (
    exactMadToDeviation *
    quantile(
      values.map((value) => Math.abs(value - middle)),
      0.5,
    )
  );
}
