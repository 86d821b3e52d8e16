import type { FeatureBins } from './feature-bins.ts';
import { type Random, randomInt } from './random.ts';

export interface ForestTraining {
  trees: number;
  /** Edges from the root to the deepest leaf; Infinity grows until leaves are pure. */
  maxDepth: number;
  /** Metrics tried at each split. */
  maxFeatures: number;
  /** Fewest training rows in a leaf. */
  minLeaf: number;
  /** Weight of a row of each class. */
  weights: Float64Array;
  /** How often a row is drawn, beside others; all the same when left out. */
  rowWeights?: Float64Array | undefined;
  seed: number;
  onTree?: (done: number, total: number) => void;
}

/** The state of a forest that is being grown: one set of buffers for all trees. */
export interface Growing {
  training: ForestTraining;
  classes: number;
  count: number;
  width: number;
  binned: FeatureBins;
  labels: Int32Array;
  random: Random;
  /** Sums of the row weights up to and with each row, where rows have weights. */
  upTo: Float64Array | undefined;
  /** How often each row was drawn into the tree. */
  draws: Int32Array;
  /** Rows that were drawn at least once; each node owns a range of it. */
  members: Int32Array;
  spare: Int32Array;
  /** Metrics in the order of their last draw. */
  order: Int32Array;
  /** Bin b at `b * (classes + 1)`: rows in it, then rows of each class. All zero between two searches. */
  histogram: Int32Array;
  left: Float64Array;
  /** One row of class totals for each level of the recursion. */
  totals: Float64Array[];
  best: { gain: number; feature: number; bin: number };
  treeImportance: Float64Array;
  out: { features: number[]; thresholds: number[]; leafCovers: number[]; leafProbabilities: number[] };
}

/** Fills `growing.best`; whether any split makes the node purer. Draws on beyond `maxFeatures` while nothing was found. */
export function findSplit(growing: Growing, from: number, to: number, rows: number, totals: Float64Array): boolean {
  const { best, order, random, width, training } = growing;
  let weight = 0;
  let squares = 0;
  for (let k = 0; k < totals.length; k++) {
    weight += totals[k]!;
    squares += totals[k]! ** 2;
  }
  best.feature = -1;
  best.gain = weight * 1e-12;
  if (weight - squares / weight <= best.gain) return false;
  for (let tried = 0; tried < width && (tried < training.maxFeatures || best.feature < 0); tried++) {
    const drawn = tried + randomInt(random, width - tried);
    const feature = order[drawn]!;
    order[drawn] = order[tried]!;
    order[tried] = feature;
    searchFeature(growing, feature, from, to, rows, totals, weight, squares / weight);
  }
  return best.feature >= 0;
}

/**
 * Tries every threshold of one metric. The decrease of Gini impurity times weight is Σl²/wl + Σr²/wr − Σt²/wt, so only sums of squares are
 * kept. Leaves the histogram empty.
 */
function searchFeature(
  growing: Growing,
  feature: number,
  from: number,
  to: number,
  rows: number,
  totals: Float64Array,
  weight: number,
  purity: number,
): void {
  const { histogram, left, best, classes, training } = growing;
  const stride = classes + 1;
  const range = fillHistogram(growing, feature, from, to);
  const last = range & 255;
  left.fill(0);
  let leftRows = 0;
  let leftWeight = 0;
  for (let bin = range >> 8; bin <= last; bin++) {
    const at = bin * stride;
    const inBin = histogram[at]!;
    if (inBin === 0) continue;
    histogram[at] = 0;
    leftRows += inBin;
    let leftSquares = 0;
    let rightSquares = 0;
    for (let k = 0; k < classes; k++) {
      const added = histogram[at + 1 + k]! * training.weights[k]!;
      histogram[at + 1 + k] = 0;
      leftWeight += added;
      const l = left[k]! + added;
      left[k] = l;
      leftSquares += l * l;
      rightSquares += (totals[k]! - l) * (totals[k]! - l);
    }
    if (leftRows < training.minLeaf || rows - leftRows < training.minLeaf || bin === last) continue;
    const gain = leftSquares / leftWeight + rightSquares / (weight - leftWeight) - purity;
    if (gain > best.gain) {
      best.gain = gain;
      best.feature = feature;
      best.bin = bin;
    }
  }
}

/** Counts the node's draws by bin and class; the first and the last bin that are not empty, as `first << 8 | last`. */
function fillHistogram(growing: Growing, feature: number, from: number, to: number): number {
  const { binned, histogram, members, draws, labels, count, classes } = growing;
  const { bins } = binned;
  const stride = classes + 1;
  const column = feature * count;
  let first = 255;
  let last = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    const bin = bins[column + member]!;
    const at = bin * stride;
    histogram[at]! += draws[member]!;
    histogram[at + 1 + labels[member]!]! += draws[member]!;
    if (bin < first) first = bin;
    if (bin > last) last = bin;
  }
  return (first << 8) | last;
}
