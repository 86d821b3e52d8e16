import { createFeatureStream } from '../forecast-features.ts';
import type { ForecastSeries } from '../forecast-trees.ts';
import { stepInputs, windowSteps } from './lstm-weights.ts';
import { createWindowFollower } from './lstm-windows.ts';
import type { LstmBatch } from './trainable-lstm.ts';

/** Windows with their targets. */
export interface LstmRows {
  count: number;
  /** Writes these rows, by their numbers, into a batch. */
  write(rows: Int32Array, batch: LstmBatch): void;
}

/** Share of each series' windows, its last ones, by which passes are compared. */
const laterShare = 0.15;

const width = windowSteps * stepInputs;

interface Gathered {
  windows: Float32Array[];
  targets: number[];
  weights: number[];
}

/**
 * Cuts series into windows of those that teach and those that judge. No value that judges is the target of a window that teaches, or stands in
 * such a window.
 */
export function gatherWindows(
  series: readonly ForecastSeries[],
  horizon: number,
): { earlier: LstmRows; later: LstmRows } {
  const [earlier, later] = [createGathered(), createGathered()];
  for (const one of series) {
    const own = cutWindows(one, horizon);
    const cut = Math.floor((1 - laterShare) * own.targets.length);
    append(earlier, own, 0, Math.max(0, cut - horizon));
    append(later, own, cut, own.targets.length);
  }
  return { earlier: toRows(earlier), later: toRows(later) };
}

const createGathered = (): Gathered => ({ windows: [], targets: [], weights: [] });

function append(to: Gathered, { windows, targets, weights }: Gathered, from: number, until: number): void {
  for (let i = from; i < until; i++) {
    to.windows.push(windows[i]!);
    to.targets.push(targets[i]!);
    to.weights.push(weights[i]!);
  }
}

/** A window for each step whose value `horizon` steps later is known and may teach. */
function cutWindows({ values, teaches }: ForecastSeries, horizon: number): Gathered {
  const own = createGathered();
  const stream = createFeatureStream(horizon);
  const follower = createWindowFollower();
  for (let step = 0; step + horizon < values.length; step++) {
    stream.push(values[step]!);
    if (!Number.isNaN(stream.last)) follower.follow(stream.last);
    const target = values[step + horizon]!;
    if (!stream.isReady || !(stream.scale > 0) || Number.isNaN(target)) continue;
    if (teaches && !teaches[step + horizon]) continue;
    const window = new Float32Array(width);
    follower.write(window, 0, stream.centre, stream.scale);
    own.windows.push(window);
    own.targets.push((target - stream.centre) / stream.scale);
    own.weights.push(Math.sqrt(stream.scale));
  }
  return own;
}

/** Weights as shares of their mean. */
function toRows({ windows, targets, weights }: Gathered): LstmRows {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return {
    count: windows.length,
    write(rows, batch) {
      batch.count = rows.length;
      for (const [i, row] of rows.entries()) {
        const window = windows[row]!;
        for (let step = 0; step < windowSteps; step++)
          for (let k = 0; k < stepInputs; k++)
            batch.x[(step * rows.length + i) * stepInputs + k] = window[step * stepInputs + k]!;
        batch.targets[i] = targets[row]!;
        batch.weights[i] = weights[row]! / mean;
      }
    },
  };
}
