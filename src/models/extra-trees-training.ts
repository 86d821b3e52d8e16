import { addNormalized } from './forest-training.ts';
import type { ForestPreorder } from './forest-trees.ts';
import { createRandom, type Random, randomInt } from './random.ts';

export interface ExtraTreesTraining {
  trees: number;
  maxFeatures: number;
  minLeaf: number;
  weights: Float64Array;
  seed: number;
  onTree?: (done: number, total: number) => void;
}

/** The state of trees that are being grown: one set of buffers for all of them. */
interface Growing {
  training: ExtraTreesTraining;
  classes: number;
  count: number;
  width: number;
  /** Metric f of row i at `f * count + i`: a node reads one metric of its rows at a time. */
  columns: Float64Array;
  labels: Int32Array;
  random: Random;
  /** Rows of the tree; each node owns a range of it. */
  members: Int32Array;
  spare: Int32Array;
  /** Metrics in the order of their last draw. */
  order: Int32Array;
  left: Float64Array;
  totals: Float64Array[];
  best: { gain: number; feature: number; threshold: number };
  treeImportance: Float64Array;
  out: { features: number[]; thresholds: number[]; leafCovers: number[]; leafProbabilities: number[] };
}

/** Grows the trees; each has its own random stream, so the same seed gives the same trees. */
export function growExtraTrees(
  rows: Float64Array,
  labels: Int32Array,
  count: number,
  width: number,
  training: ExtraTreesTraining,
): ForestPreorder {
  const classes = training.weights.length;
  const growing: Growing = {
    training,
    classes,
    count,
    width,
    columns: transpose(rows, count, width),
    labels,
    random: createRandom(training.seed),
    members: new Int32Array(count),
    spare: new Int32Array(count),
    order: new Int32Array(width),
    left: new Float64Array(classes),
    totals: [],
    best: { gain: 0, feature: -1, threshold: 0 },
    treeImportance: new Float64Array(width),
    out: { features: [], thresholds: [], leafCovers: [], leafProbabilities: [] },
  };
  const importance = new Float64Array(width);
  for (let tree = 0; tree < training.trees; tree++) {
    growing.random = createRandom(training.seed, tree);
    growing.treeImportance.fill(0);
    for (let f = 0; f < width; f++) growing.order[f] = f;
    for (let i = 0; i < count; i++) growing.members[i] = i;
    growNode(growing, 0, count, 0);
    addNormalized(importance, growing.treeImportance);
    training.onTree?.(tree + 1, training.trees);
  }
  const normalized = new Float64Array(width);
  addNormalized(normalized, importance);
  return { width, classes, trees: training.trees, ...growing.out, importance: normalized };
}

function transpose(rows: Float64Array, count: number, width: number): Float64Array {
  const columns = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < width; f++) columns[f * count + i] = rows[i * width + f]!;
  }
  return columns;
}

function growNode(growing: Growing, from: number, to: number, level: number): void {
  const { training, labels, members, out } = growing;
  growing.totals[level] ??= new Float64Array(growing.classes);
  const totals = growing.totals[level]!.fill(0);
  for (let i = from; i < to; i++) totals[labels[members[i]!]!]!++;
  for (let k = 0; k < totals.length; k++) totals[k]! *= training.weights[k]!;
  if (to - from < 2 * training.minLeaf || !drawSplit(growing, from, to, totals)) {
    writeLeaf(growing, totals);
    return;
  }
  const { feature, threshold, gain } = growing.best;
  growing.treeImportance[feature]! += gain;
  out.features.push(feature);
  out.thresholds.push(threshold);
  const middle = partition(growing, feature, threshold, from, to);
  growNode(growing, from, middle, level + 1);
  growNode(growing, middle, to, level + 1);
}

/** Fills `growing.best`; whether any drawn split makes the node purer. */
function drawSplit(growing: Growing, from: number, to: number, totals: Float64Array): boolean {
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
  let tried = 0;
  for (let drawn = 0; drawn < width && (tried < training.maxFeatures || best.feature < 0); drawn++) {
    const at = drawn + randomInt(random, width - drawn);
    const feature = order[at]!;
    order[at] = order[drawn]!;
    order[drawn] = feature;
    if (trySplit(growing, feature, from, to, totals, weight, squares / weight)) tried++;
  }
  return best.feature >= 0;
}

/** Draws one threshold between the smallest and the largest value of a metric; false when it doesn't vary in the node. */
function trySplit(
  { columns, count, members, labels, left, best, random, training }: Growing,
  feature: number,
  from: number,
  to: number,
  totals: Float64Array,
  weight: number,
  purity: number,
): boolean {
  const column = feature * count;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const value = columns[column + members[i]!]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > low)) return false;
  const drawn = low + (1 - random()) * (high - low);
  const threshold = drawn > low && drawn <= high ? drawn : high;
  left.fill(0);
  let leftRows = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    if (columns[column + member]! < threshold) {
      left[labels[member]!]!++;
      leftRows++;
    }
  }
  if (leftRows < training.minLeaf || to - from - leftRows < training.minLeaf) return true;
  const gain = findGain(left, totals, training.weights, weight) - purity;
  if (gain > best.gain) {
    best.gain = gain;
    best.feature = feature;
    best.threshold = threshold;
  }
  return true;
}

/** Σl²/wl + Σr²/wr: what is left of the Gini impurity when the constant parts are dropped. */
function findGain(left: Float64Array, totals: Float64Array, weights: Float64Array, weight: number): number {
  let leftWeight = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let k = 0; k < left.length; k++) {
    const l = left[k]! * weights[k]!;
    leftWeight += l;
    leftSquares += l * l;
    rightSquares += (totals[k]! - l) ** 2;
  }
  return leftSquares / leftWeight + rightSquares / (weight - leftWeight);
}

function partition({ columns, count, members, spare }: Growing, feature: number, t: number, from: number, to: number) {
  const column = feature * count;
  let middle = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    if (columns[column + member]! < t) members[middle++] = member;
    else spare[right++] = member;
  }
  for (let i = 0; i < right; i++) members[middle + i] = spare[i]!;
  return middle;
}

function writeLeaf({ out }: Growing, totals: Float64Array): void {
  const weight = totals.reduce((sum, value) => sum + value, 0);
  out.features.push(-1);
  out.leafCovers.push(weight);
  for (let k = 0; k < totals.length; k++) out.leafProbabilities.push(totals[k]! / weight);
}
