import { findWeights } from '../random-forest.ts';

/** A rule on one metric: up to `threshold`, and where the metric is missing, it names `below`, else `above`. */
export interface Stump {
  metric: number;
  threshold: number;
  below: number;
  above: number;
}

/** Thresholds tried for a metric: as many quantiles of its values. */
const mostThresholds = 64;

/**
 * The single-metric rule that is right on most training rows when every class weighs the same in total: what a forest must beat. `rows` are
 * row-major (`count` × `width`), labels 0..classes − 1.
 */
export function fitBestStump(
  rows: Float64Array,
  labels: Int32Array,
  { count, width, classes }: { count: number; width: number; classes: number },
): Stump {
  const weights = findWeights('balanced', labels, classes);
  const total = new Float64Array(classes);
  for (const label of labels) total[label]! += weights[label]!;
  const usual = heaviest(total);
  let best: Stump = { metric: 0, threshold: Number.POSITIVE_INFINITY, below: usual.label, above: usual.label };
  let most = usual.weight;
  for (let metric = 0; metric < width; metric++) {
    const all = Uint32Array.from({ length: count }, (_, i) => i);
    const order = all.filter((i) => !Number.isNaN(rows[i * width + metric]!));
    order.sort((a, b) => rows[a * width + metric]! - rows[b * width + metric]!);
    const above = new Float64Array(classes);
    for (const i of order) above[labels[i]!]! += weights[labels[i]!]!;
    const below = total.map((weight, k) => weight - above[k]!);
    const step = Math.max(1, Math.floor(order.length / mostThresholds));
    for (let at = 0; at + 1 < order.length; at++) {
      const label = labels[order[at]!]!;
      above[label]! -= weights[label]!;
      below[label]! += weights[label]!;
      const [value, next] = [rows[order[at]! * width + metric]!, rows[order[at + 1]! * width + metric]!];
      if (value === next || (at + 1) % step !== 0) continue;
      const [low, high] = [heaviest(below), heaviest(above)];
      if (low.weight + high.weight <= most + 1e-9) continue;
      most = low.weight + high.weight;
      best = { metric, threshold: (value + next) / 2, below: low.label, above: high.label };
    }
  }
  return best;
}

/** What the rule says of the row that starts at `offset`. */
export function askStump({ metric, threshold, below, above }: Stump, rows: Float64Array, offset = 0): number {
  return rows[offset + metric]! > threshold ? above : below;
}

function heaviest(weights: Float64Array): { label: number; weight: number } {
  let label = 0;
  for (let k = 1; k < weights.length; k++) if (weights[k]! > weights[label]!) label = k;
  return { label, weight: weights[label]! };
}
