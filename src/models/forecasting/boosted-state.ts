import type { FeatureBins } from '../feature-bins.ts';

export interface BoostedTraining {
  /** What is to be forecast: the quantile of this share (0..1), or the mean. */
  aim: number | 'mean';
  trees: number;
  /** Most leaves of a tree. */
  leaves: number;
  /** Fewest training rows in a leaf. */
  minLeaf: number;
  /** Part of a leaf's value that is added. */
  rate: number;
  /** Share of the features that a tree may use, and of the rows that it is grown on. */
  featureShare: number;
  rowShare: number;
  seed: number;
  onTree?: (done: number, total: number) => void;
}

/** A leaf of the tree that grows: it owns the members from `from` to `to`. */
export interface Leaf {
  node: number;
  from: number;
  to: number;
  /** Of each tried feature, for each bin: the sum of gradients, the sum of weights, the rows. */
  histogram: Float64Array;
  best: { gain: number; feature: number; bin: number } | null;
}

/** One set of buffers for all trees. */
export interface BoostedState {
  training: BoostedTraining;
  count: number;
  width: number;
  binned: FeatureBins;
  targets: Float64Array;
  weights: Float64Array;
  /** What the trees so far say of each row. */
  fitted: Float64Array;
  gradients: Float64Array;
  members: Int32Array;
  spare: Int32Array;
  all: Int32Array;
  order: Int32Array;
  /** Features that this tree may use. */
  features: Int32Array;
  histograms: Float64Array[];
  histogramsUsed: number;
}

const perBin = 3;
const perFeature = 256 * perBin;

export function startBoosting(
  targets: Float64Array,
  weights: Float64Array,
  width: number,
  binned: FeatureBins,
  training: BoostedTraining,
): BoostedState {
  const count = targets.length;
  return {
    ...{ training, count, width, binned, targets, weights },
    ...{ fitted: new Float64Array(count), gradients: new Float64Array(count) },
    ...{ members: new Int32Array(count), spare: new Int32Array(count) },
    ...{ all: Int32Array.from(targets, (_, i) => i), order: Int32Array.from({ length: width }, (_, f) => f) },
    ...{ features: new Int32Array(), histograms: [], histogramsUsed: 0 },
  };
}

/** Sums of a range of members. The buffer is this tree's. */
export function fillHistogram(state: BoostedState, from: number, to: number): Float64Array {
  const { members, gradients, weights, count, features, binned } = state;
  const { bins } = binned;
  state.histograms[state.histogramsUsed] ??= new Float64Array(features.length * perFeature);
  const histogram = state.histograms[state.histogramsUsed++]!.fill(0);
  for (let k = 0; k < features.length; k++) {
    const column = features[k]! * count;
    const base = k * perFeature;
    for (let i = from; i < to; i++) {
      const member = members[i]!;
      const at = base + bins[column + member]! * perBin;
      histogram[at]! += gradients[member]!;
      histogram[at + 1]! += weights[member]!;
      histogram[at + 2]! += 1;
    }
  }
  return histogram;
}

/** Finds the split that gains most: Σg²/Σw of both sides, minus that of the leaf. */
export function findBestSplit({ training, binned, features }: BoostedState, leaf: Leaf): void {
  const { histogram } = leaf;
  const rows = leaf.to - leaf.from;
  if (rows < 2 * training.minLeaf) return;
  let [total, weight] = [0, 0];
  for (let at = 0; at < perFeature; at += perBin) {
    total += histogram[at]!;
    weight += histogram[at + 1]!;
  }
  const purity = (total * total) / weight;
  let least = purity * 1e-12 + 1e-12;
  for (let k = 0; k < features.length; k++) {
    const feature = features[k]!;
    const last = binned.edges[feature]!.length;
    let [gradient, left, count] = [0, 0, 0];
    for (let bin = 0; bin < last; bin++) {
      const at = k * perFeature + bin * perBin;
      if (histogram[at + 2] === 0) continue;
      gradient += histogram[at]!;
      left += histogram[at + 1]!;
      count += histogram[at + 2]!;
      if (count < training.minLeaf) continue;
      if (rows - count < training.minLeaf) break;
      const gain = (gradient * gradient) / left + (total - gradient) ** 2 / (weight - left) - purity;
      if (gain <= least) continue;
      least = gain;
      leaf.best = { gain, feature, bin };
    }
  }
}
