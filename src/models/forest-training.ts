import { binFeatures } from './feature-bins.ts';
import { type ForestTraining, findSplit, type Growing } from './forest-split.ts';
import type { ForestPreorder } from './forest-trees.ts';
import { createRandom, randomInt } from './random.ts';

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
    upTo: training.rowWeights && sumUp(training.rowWeights),
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

/** Sums of the weights up to and with each row. */
function sumUp(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

/** How many of ascending numbers are not above a value. */
function countBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Draws the bootstrap sample; how many different rows are in it. */
function drawRows({ draws, members, random, count, upTo }: Growing): number {
  draws.fill(0);
  if (upTo) for (let i = 0; i < count; i++) draws[countBelow(upTo, random() * upTo[count - 1]!)]!++;
  else for (let i = 0; i < count; i++) draws[randomInt(random, count)]!++;
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
export function addNormalized(whole: Float64Array, part: Float64Array): void {
  let sum = 0;
  for (let f = 0; f < part.length; f++) sum += part[f]!;
  if (sum > 0) for (let f = 0; f < part.length; f++) whole[f]! += part[f]! / sum;
}
