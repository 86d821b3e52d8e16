import { binFeatures, type FeatureBins } from './feature-bins.ts';
import type { ForestPreorder } from './forest-trees.ts';
import { createRandom, type Random, randomInt } from './random.ts';

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
  seed: number;
  onTree?: (done: number, total: number) => void;
}

interface Growing {
  training: ForestTraining;
  classes: number;
  count: number;
  width: number;
  binned: FeatureBins;
  labels: Int32Array;
  random: Random;
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

/**
 * Grows a random forest (Breiman 2001: bootstrap, a random part of the metrics at each split, Gini) on histograms of binned metrics.
 * Each tree has its own random stream, so the same seed gives the same forest whatever is grown beside it.
 */
export function growForest(
  rows: Float64Array,
  labels: Int32Array,
  count: number,
  width: number,
  training: ForestTraining,
): ForestPreorder {
  const growing = startGrowing(rows, labels, count, width, training);
  const importance = new Float64Array(width);
  for (let tree = 0; tree < training.trees; tree++) {
    growing.random = createRandom(training.seed, tree);
    growing.treeImportance.fill(0);
    for (let f = 0; f < width; f++) growing.order[f] = f;
    growNode(growing, 0, drawRows(growing), 0);
    addNormalized(importance, growing.treeImportance);
    training.onTree?.(tree + 1, training.trees);
  }
  const normalized = new Float64Array(width);
  addNormalized(normalized, importance);
  return { width, classes: growing.classes, trees: training.trees, ...growing.out, importance: normalized };
}

function startGrowing(
  rows: Float64Array,
  labels: Int32Array,
  count: number,
  width: number,
  training: ForestTraining,
): Growing {
  const binned = binFeatures(rows, count, width);
  const classes = training.weights.length;
  return {
    training,
    classes,
    count,
    width,
    binned,
    labels,
    random: createRandom(training.seed),
    draws: new Int32Array(count),
    members: new Int32Array(count),
    spare: new Int32Array(count),
    order: new Int32Array(width),
    histogram: new Int32Array(256 * (classes + 1)),
    left: new Float64Array(classes),
    totals: [],
    best: { gain: 0, feature: -1, bin: 0 },
    treeImportance: new Float64Array(width),
    out: { features: [], thresholds: [], leafCovers: [], leafProbabilities: [] },
  };
}

/** Draws the bootstrap sample; how many different rows are in it. */
function drawRows({ draws, members, random, count }: Growing): number {
  draws.fill(0);
  for (let i = 0; i < count; i++) draws[randomInt(random, count)]!++;
  let drawn = 0;
  for (let i = 0; i < count; i++) if (draws[i]! > 0) members[drawn++] = i;
  return drawn;
}

function growNode(growing: Growing, from: number, to: number, level: number): void {
  const { training, binned, out } = growing;
  growing.totals[level] ??= new Float64Array(growing.classes);
  const totals = growing.totals[level]!;
  const rows = countClasses(growing, from, to, totals);
  if (level >= training.maxDepth || rows < 2 * training.minLeaf || !findSplit(growing, from, to, rows, totals)) {
    writeLeaf(growing, totals);
    return;
  }
  const { feature, bin, gain } = growing.best;
  growing.treeImportance[feature]! += gain;
  out.features.push(feature);
  out.thresholds.push(binned.edges[feature]![bin]!);
  const middle = partition(growing, feature, bin, from, to);
  growNode(growing, from, middle, level + 1);
  growNode(growing, middle, to, level + 1);
}

/** Fills the weight of each class in the node; how many draws are in it. */
function countClasses(
  { members, draws, labels, training }: Growing,
  from: number,
  to: number,
  totals: Float64Array,
): number {
  totals.fill(0);
  let rows = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    totals[labels[member]!]! += draws[member]!;
    rows += draws[member]!;
  }
  for (let k = 0; k < totals.length; k++) totals[k]! *= training.weights[k]!;
  return rows;
}

function writeLeaf({ out }: Growing, totals: Float64Array): void {
  let weight = 0;
  for (let k = 0; k < totals.length; k++) weight += totals[k]!;
  out.features.push(-1);
  out.leafCovers.push(weight);
  for (let k = 0; k < totals.length; k++) out.leafProbabilities.push(totals[k]! / weight);
}

/** Fills `growing.best`; whether any split makes the node purer. Draws on beyond `maxFeatures` while nothing was found. */
function findSplit(growing: Growing, from: number, to: number, rows: number, totals: Float64Array): boolean {
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

/** Orders the node's members by side and returns where the right side starts. */
function partition({ binned, members, spare, count }: Growing, feature: number, bin: number, from: number, to: number) {
  const column = feature * count;
  let middle = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    if (binned.bins[column + member]! <= bin) members[middle++] = member;
    else spare[right++] = member;
  }
  for (let i = 0; i < right; i++) members[middle + i] = spare[i]!;
  return middle;
}

/** Adds `part`, scaled to sum 1, to `whole`; nothing when its sum is 0. */
function addNormalized(whole: Float64Array, part: Float64Array): void {
  let sum = 0;
  for (let f = 0; f < part.length; f++) sum += part[f]!;
  if (sum > 0) for (let f = 0; f < part.length; f++) whole[f]! += part[f]! / sum;
}
