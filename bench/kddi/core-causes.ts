import { fitCalibration } from '../../src/models/probability-calibration.ts';
import { fitTrees, type Rows, stack } from './core-trees.ts';

/** Loss and delay look the same when a queue overflows: which of the two it is, is decided after whether it is one of them. */
const merged = ['packet-loss', 'packet-delay'];

/** Temperature from three contiguous parts of the span, each judged by trees that saw the other two. */
export function calibrate(
  rows: Rows,
  labels: number[],
  classes: number,
  { seed, trees }: { seed: number; trees: number },
) {
  const parts = 3;
  const held = new Float64Array(rows.count * classes);
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * rows.count) / parts);
    const to = Math.floor(((part + 1) * rows.count) / parts);
    const kept = [...labels.keys()].filter((i) => i < from || i >= to);
    const seen = stack(kept.map((i) => rows.values.subarray(i * rows.width, (i + 1) * rows.width)));
    const forest = fitTrees(
      seen,
      kept.map((i) => labels[i]!),
      classes,
      trees,
      seed + 1 + part,
    );
    const judged = forest.probabilities(rows.values.subarray(from * rows.width, to * rows.width), to - from);
    held.set(judged, from * classes);
  }
  return fitCalibration(held, labels, rows.count, classes);
}

/** The likeliest cause, loss and delay taken together first. */
export function pickCause(causes: string[], probabilities: Float64Array): { cause: string; confidence: number } {
  const either = causes.reduce((sum, cause, k) => sum + (merged.includes(cause) ? probabilities[k]! : 0), 0);
  let best = -1;
  let confidence = -1;
  for (const [k, cause] of causes.entries()) {
    const isMerged = merged.includes(cause);
    const belief = isMerged ? either : probabilities[k]!;
    const likelierTwin =
      isMerged && best >= 0 && merged.includes(causes[best]!) && probabilities[k]! > probabilities[best]!;
    if (belief > confidence || likelierTwin) {
      best = k;
      confidence = belief;
    }
  }
  return { cause: causes[best]!, confidence };
}
