import { describePass } from '../../../foundation/loss-words.ts';
import type { Losses } from '../../losses.ts';
import { createRandom, shuffleFront } from '../../random.ts';
import type { Tensorflow } from '../../tensorflow.ts';
import type { ForecastSeries } from '../forecast-trees.ts';
import { gatherWindows, type LstmRows } from './lstm-rows.ts';
import type { LstmWeights } from './lstm-weights.ts';
import { stepInputs, windowSteps } from './lstm-weights.ts';
import { createTrainableLstm, type LstmBatch } from './trainable-lstm.ts';

/** A network that forecasts the median `horizon` steps ahead, as distance from the centre in units of the scale. */
export interface ForecastLstm {
  horizon: number;
  /** Share of the values that the band is to hold, 0..1. */
  level: number;
  weights: LstmWeights;
  losses: Losses;
}

export interface LstmTraining {
  horizon: number;
  level: number;
  seed: number;
  /** Windows of a pass, drawn anew for each. */
  windowsPerPass?: number;
  passes?: number;
  /** `done` of `total` batches, with what can be said of it. */
  progress?: (done: number, total: number, note: string) => void;
}

const batchSize = 128;

/** Passes without a smaller loss on later rows before it is stopped. */
const patience = 2;

/** Windows of the later part on which passes are compared, at most. */
const mostLater = 4000;

/** Fewest windows to learn from. */
export const leastWindows = 5000;

/**
 * Trains on windows of all series together with the absolute error, which a median minimises; a window counts by the square root of its series'
 * scale. What comes last of each series, 15 %, tells which pass is kept and when to stop. Null when there is too little to learn from.
 */
export function fitForecastLstm(
  tf: Tensorflow,
  series: readonly ForecastSeries[],
  { horizon, level, seed, windowsPerPass = 10_000, passes = 8, progress }: LstmTraining,
): ForecastLstm | null {
  const { earlier, later } = gatherWindows(series, horizon);
  if (earlier.count < leastWindows || later.count === 0) return null;
  const network = createTrainableLstm(tf, { seed });
  try {
    const judging = drawRows(later, mostLater, seed, 0);
    const [training, onLater]: [number[], number[]] = [[], []];
    let best: { pass: number; weights: LstmWeights } | null = null;
    for (let pass = 0; pass < passes; pass++) {
      const rows = drawRows(earlier, windowsPerPass, seed, 1 + pass);
      // What is known while a pass runs is the error after the one before it.
      const note =
        pass === 0 ? `pass 1 of ${passes}` : describePass({ pass: pass + 1, later: onLater[pass - 1]! }, passes);
      training.push(
        meanOver(
          earlier,
          rows,
          (batch) => network.train(batch),
          (share) => progress?.(pass + share, passes, note),
        ),
      );
      onLater.push(meanOver(later, judging, (batch) => network.loss(batch)));
      if (best === null || onLater[pass]! < onLater[best.pass]!) best = { pass, weights: network.weights() };
      if (pass - best.pass >= patience) break;
    }
    return {
      ...{ horizon, level, weights: best!.weights },
      losses: { name: 'weighted absolute error, in scales', training, later: onLater, kept: best!.pass },
    };
  } finally {
    network.dispose();
  }
}

/** Rows without replacement, in an order that the seed and the pass give. */
function drawRows({ count }: LstmRows, most: number, seed: number, pass: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const taken = Math.min(most, count);
  shuffleFront(createRandom(seed, 2000 + pass), order, taken);
  return order.subarray(0, taken);
}

function meanOver(
  rows: LstmRows,
  order: Int32Array,
  measure: (batch: LstmBatch) => number,
  progress?: (share: number) => void,
): number {
  const batch: LstmBatch = {
    ...{ count: 0, x: new Float32Array(batchSize * windowSteps * stepInputs) },
    ...{ targets: new Float32Array(batchSize), weights: new Float32Array(batchSize) },
  };
  let sum = 0;
  for (let from = 0; from < order.length; from += batchSize) {
    rows.write(order.subarray(from, from + batchSize), batch);
    sum += batch.count * measure(batch);
    progress?.(Math.min(1, (from + batchSize) / order.length));
  }
  return sum / order.length;
}
