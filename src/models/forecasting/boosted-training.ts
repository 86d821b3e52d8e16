import { binFeatures, type FeatureBins } from '../feature-bins.ts';
import { createRandom, shuffleFront } from '../random.ts';
import {
  type BoostedState,
  type BoostedTraining,
  fillHistogram,
  findBestSplit,
  type Leaf,
  startBoosting,
} from './boosted-state.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { weightedMean, weightedQuantile } from './weighted-statistics.ts';

/** A node of a tree that grows: a leaf until it has a feature. */
interface Node {
  feature: number;
  /** Rows in bins up to this one go left. */
  bin: number;
  value: number;
  left: number;
  right: number;
}

/**
 * Grows boosted trees (Friedman 2001) on histograms, the best leaf first (LightGBM, Ke et al. 2017). For a quantile the trees are grown on the signs
 * of the residuals, and each leaf gets the quantile of its residuals.
 *
 * @param rows row-major, `width` features each; NaN is missing
 * @param weights of the rows, ≥ 0
 */
export function growBoosted(
  rows: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  width: number,
  training: BoostedTraining,
  binned: FeatureBins = binFeatures(rows, targets.length, width),
): BoostedTrees {
  const state = startBoosting(targets, weights, width, binned, training);
  const base = centre(state, state.all);
  state.fitted.fill(base);
  const out: Output = { features: [], thresholds: [], right: [] };
  const roots: number[] = [];
  for (let t = 0; t < training.trees; t++) {
    const nodes = growTree(state, t);
    addTree(state, nodes);
    roots.push(out.features.length);
    writeNode(out, nodes, 0, binned.edges);
    training.onTree?.(t + 1, training.trees);
  }
  return {
    ...{ width, base, roots: Int32Array.from(roots), features: Int16Array.from(out.features) },
    ...{ thresholds: Float64Array.from(out.thresholds), right: Int32Array.from(out.right) },
  };
}

function growTree(state: BoostedState, tree: number): Node[] {
  const { count, width, training, members, all, order } = state;
  const random = createRandom(training.seed, tree);
  findGradients(state);
  const drawn = Math.max(1, Math.round(training.rowShare * count));
  if (drawn < count) shuffleFront(random, all, drawn);
  // In rising order, because that reads memory in rising order.
  members.set(drawn < count ? all.slice(0, drawn).sort() : all);
  const tried = Math.max(1, Math.round(training.featureShare * width));
  shuffleFront(random, order, tried);
  state.features = order.subarray(0, tried);
  state.histogramsUsed = 0;
  const nodes = [newNode()];
  const first: Leaf = { node: 0, from: 0, to: drawn, histogram: fillHistogram(state, 0, drawn), best: null };
  findBestSplit(state, first);
  const leaves = [first];
  while (leaves.length < training.leaves) {
    const best = leaves.reduce((a, b) => ((b.best?.gain ?? 0) > (a.best?.gain ?? 0) ? b : a));
    if (!best.best) break;
    leaves.splice(leaves.indexOf(best), 1, ...splitLeaf(state, best, nodes));
  }
  for (const { node, from, to } of leaves)
    nodes[node]!.value = training.rate * centre(state, members.subarray(from, to));
  return nodes;
}

const newNode = (): Node => ({ feature: -1, bin: 0, value: 0, left: -1, right: -1 });

function findGradients({ gradients, targets, fitted, weights, count, training: { aim } }: BoostedState): void {
  for (let i = 0; i < count; i++) {
    const residual = targets[i]! - fitted[i]!;
    gradients[i] = weights[i]! * (aim === 'mean' ? residual : residual > 0 ? aim : residual < 0 ? aim - 1 : 0);
  }
}

/** The quantile or the mean of the rows' residuals. */
function centre({ targets, fitted, weights, training }: BoostedState, members: Int32Array): number {
  const residuals = new Float64Array(members.length);
  const own = new Float64Array(members.length);
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!;
    residuals[i] = targets[member]! - fitted[member]!;
    own[i] = weights[member]!;
  }
  return training.aim === 'mean' ? weightedMean(residuals, own) : weightedQuantile(residuals, own, training.aim);
}

/** The smaller side is counted, the larger one is what is left. */
function splitLeaf(state: BoostedState, leaf: Leaf, nodes: Node[]): [Leaf, Leaf] {
  const { feature, bin } = leaf.best!;
  const middle = partition(state, feature, bin, leaf.from, leaf.to);
  const node = nodes[leaf.node]!;
  node.feature = feature;
  node.bin = bin;
  node.left = nodes.push(newNode()) - 1;
  node.right = nodes.push(newNode()) - 1;
  const isLeftSmaller = middle - leaf.from <= leaf.to - middle;
  const small = isLeftSmaller ? fillHistogram(state, leaf.from, middle) : fillHistogram(state, middle, leaf.to);
  const large = leaf.histogram;
  for (let i = 0; i < large.length; i++) large[i]! -= small[i]!;
  const [leftBins, rightBins] = isLeftSmaller ? [small, large] : [large, small];
  const left: Leaf = { node: node.left, from: leaf.from, to: middle, histogram: leftBins, best: null };
  const right: Leaf = { node: node.right, from: middle, to: leaf.to, histogram: rightBins, best: null };
  findBestSplit(state, left);
  findBestSplit(state, right);
  return [left, right];
}

/** Orders the members of a leaf by side and returns where the right side starts. */
function partition(state: BoostedState, feature: number, bin: number, from: number, to: number): number {
  const { members, spare, count, binned } = state;
  const column = feature * count;
  let middle = from;
  let aside = 0;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    if (binned.bins[column + member]! <= bin) members[middle++] = member;
    else spare[aside++] = member;
  }
  members.set(spare.subarray(0, aside), middle);
  return middle;
}

/** Adds a tree to what is fitted, for all rows. */
function addTree({ fitted, count, binned: { bins } }: BoostedState, nodes: Node[]): void {
  for (let i = 0; i < count; i++) {
    let node = nodes[0]!;
    while (node.feature >= 0) node = nodes[bins[node.feature * count + i]! <= node.bin ? node.left : node.right]!;
    fitted[i]! += node.value;
  }
}

interface Output {
  features: number[];
  thresholds: number[];
  right: number[];
}

function writeNode(out: Output, nodes: Node[], at: number, edges: Float64Array[]): void {
  const { feature, bin, value, left, right } = nodes[at]!;
  const own = out.features.push(feature) - 1;
  out.thresholds.push(feature < 0 ? value : edges[feature]![bin]!);
  out.right.push(-1);
  if (feature < 0) return;
  writeNode(out, nodes, left, edges);
  out.right[own] = out.features.length;
  writeNode(out, nodes, right, edges);
}
