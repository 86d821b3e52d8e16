import { createRandom, type Random, shuffleFront } from './random.ts';

/**
 * Isolation trees in flat arrays. Each tree is a complete binary tree in heap order: node 1 is the root, the children of q are 2q (value ≤
 * threshold) and 2q + 1. A node that stopped early has threshold +∞ down its left edge, so every row takes exactly `depth` steps and the
 * descent needs no test for a leaf; that, with four rows at a time, is three times as fast as following child pointers.
 */
export interface IsolationTrees {
  width: number;
  trees: number;
  /** Height limit: ⌈log2 subsample⌉. */
  depth: number;
  /** Rows that each tree was grown on. */
  subsample: number;
  /** Metric of node q of tree t at `(t << depth) + q`. */
  feature: Uint16Array;
  threshold: Float64Array;
  /** h(x) of the leaf that heap node `q + (1 << depth)` stands for, at `(t << depth) + q`. */
  path: Float64Array;
  /** Training rows that reached node q of tree t, leaves included, at `(t << (depth + 1)) + q`. */
  size: Int32Array;
}

const eulerGamma = 0.5772156649015329;

/** c(n): the mean path length of an unsuccessful search in a binary search tree of n rows (Liu, Ting, Zhou 2008, eq. 1; c(2) = 1 after 2012). */
export function averagePathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + eulerGamma) - (2 * (n - 1)) / n;
}

/** Empty trees for this size: every row ends in the root's leaf. */
export function allocateTrees(width: number, trees: number, subsample: number): IsolationTrees {
  const depth = Math.ceil(Math.log2(subsample));
  return {
    width,
    trees,
    depth,
    subsample,
    feature: new Uint16Array(trees << depth),
    threshold: new Float64Array(trees << depth).fill(Number.POSITIVE_INFINITY),
    path: new Float64Array(trees << depth),
    size: new Int32Array(trees << (depth + 1)),
  };
}

/** Whether node q on this level is a leaf. */
export function isLeaf(trees: IsolationTrees, tree: number, q: number, level: number): boolean {
  return level === trees.depth || trees.threshold[(tree << trees.depth) + q] === Number.POSITIVE_INFINITY;
}

/** Where the path length of leaf q on this level stands: a leaf above the last level is its own leftmost descendant. */
export function leafSlot(trees: IsolationTrees, tree: number, q: number, level: number): number {
  return (tree << trees.depth) + (q << (trees.depth - level)) - (1 << trees.depth);
}

interface Growing {
  trees: IsolationTrees;
  rows: Float64Array;
  random: Random;
  tree: number;
  /** The rows of the tree; each node owns a range of it. */
  members: Int32Array;
  spare: Int32Array;
  low: Float64Array;
  high: Float64Array;
  candidates: Int32Array;
}

/** Grows all trees on row-major `rows` (Algorithms 1 and 2 of the paper): subsamples without replacement, random metric, random split. */
export function growTrees(trees: IsolationTrees, rows: Float64Array, count: number, seed: number): void {
  const { width, subsample } = trees;
  const members = new Int32Array(count);
  const growing: Growing = {
    trees,
    rows,
    random: createRandom(seed),
    tree: 0,
    members,
    spare: new Int32Array(subsample),
    low: new Float64Array(width),
    high: new Float64Array(width),
    candidates: new Int32Array(width),
  };
  for (let tree = 0; tree < trees.trees; tree++) {
    growing.tree = tree;
    growing.random = createRandom(seed, tree);
    for (let i = 0; i < count; i++) members[i] = i;
    shuffleFront(growing.random, members, subsample);
    growNode(growing, 1, 0, 0, subsample);
  }
}

function growNode(growing: Growing, q: number, level: number, from: number, to: number): void {
  const { trees, tree, random, low, high, candidates } = growing;
  trees.size[(tree << (trees.depth + 1)) + q] = to - from;
  const choices = level < trees.depth && to - from > 1 ? findCandidates(growing, from, to) : 0;
  if (choices === 0) {
    trees.path[leafSlot(trees, tree, q, level)] = level + averagePathLength(to - from);
    return;
  }
  const feature = candidates[Math.floor(random() * choices)]!;
  let threshold = low[feature]! + random() * (high[feature]! - low[feature]!);
  // Rounding may reach the maximum, which would leave the right side empty.
  if (!(threshold < high[feature]!)) threshold = low[feature]!;
  trees.feature[(tree << trees.depth) + q] = feature;
  trees.threshold[(tree << trees.depth) + q] = threshold;
  const middle = partition(growing, feature, threshold, from, to);
  growNode(growing, 2 * q, level + 1, from, middle);
  growNode(growing, 2 * q + 1, level + 1, middle, to);
}

/** Fills `low`, `high` and `candidates` (metrics that still vary in the node; missing and infinite values don't count); how many vary. */
function findCandidates({ trees, rows, members, low, high, candidates }: Growing, from: number, to: number): number {
  const { width } = trees;
  low.fill(Number.POSITIVE_INFINITY);
  high.fill(Number.NEGATIVE_INFINITY);
  for (let i = from; i < to; i++) {
    const row = members[i]! * width;
    for (let f = 0; f < width; f++) {
      const value = rows[row + f]!;
      if (!Number.isFinite(value)) continue;
      if (value < low[f]!) low[f] = value;
      if (value > high[f]!) high[f] = value;
    }
  }
  let choices = 0;
  for (let f = 0; f < width; f++) if (high[f]! > low[f]!) candidates[choices++] = f;
  return choices;
}

/** Orders the node's members by side and returns where the right side starts. A missing value takes a side by the share of the others. */
function partition(growing: Growing, feature: number, threshold: number, from: number, to: number): number {
  const { rows, members, spare, random, trees } = growing;
  let present = 0;
  let left = 0;
  for (let i = from; i < to; i++) {
    const value = rows[members[i]! * trees.width + feature]!;
    if (value <= threshold) left++;
    if (!Number.isNaN(value)) present++;
  }
  const share = left / present;
  let middle = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    const value = rows[member * trees.width + feature]!;
    if (value <= threshold || (Number.isNaN(value) && random() < share)) members[middle++] = member;
    else spare[right++] = member;
  }
  for (let i = 0; i < right; i++) members[middle + i] = spare[i]!;
  return middle;
}
