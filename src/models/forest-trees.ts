import { type PackedArray, packArray, unpackArray } from './packed-array.ts';

/** Classification trees one after the other, each in preorder: what training writes and artefacts hold. */
export interface ForestPreorder {
  width: number;
  classes: number;
  trees: number;
  /** Metric that a node asks for; −1 is a leaf. */
  features: ArrayLike<number>;
  /** Thresholds of the inner nodes, in their order. A row goes left when its value is below. */
  thresholds: ArrayLike<number>;
  /** Weight of the training rows in each leaf. */
  leafCovers: ArrayLike<number>;
  /** Class probabilities of leaf l at `l * classes`. */
  leafProbabilities: ArrayLike<number>;
  /** Mean decrease of Gini impurity by metric, sum 1 (0 when no tree could split). */
  importance: ArrayLike<number>;
}

/**
 * The same trees for walking. The children of q are `left[q]` and `left[q] + 1`. A leaf is its own left child and its threshold is NaN, which
 * nothing reaches: a descent may take more steps than it needs and stays there.
 */
export interface ForestTrees {
  width: number;
  classes: number;
  trees: number;
  root: Int32Array;
  /** Edges on the longest way down in each tree. */
  depth: Int32Array;
  feature: Uint16Array;
  threshold: Float64Array;
  left: Int32Array;
  /** Leaf number of a node; −1 in an inner node. */
  leaf: Int32Array;
  /** Weight of the training rows that came by. */
  cover: Float64Array;
  /** Class probabilities of leaf l at `l * classes`. */
  probability: Float32Array;
  importance: Float64Array;
}

/** Lays trees out for walking. */
export function assembleTrees(from: ForestPreorder): ForestTrees {
  const size = from.features.length;
  const trees: ForestTrees = {
    width: from.width,
    classes: from.classes,
    trees: from.trees,
    root: new Int32Array(from.trees),
    depth: new Int32Array(from.trees),
    feature: new Uint16Array(size),
    threshold: new Float64Array(size).fill(Number.NaN),
    left: new Int32Array(size),
    leaf: new Int32Array(size).fill(-1),
    cover: new Float64Array(size),
    probability: Float32Array.from(from.leafProbabilities),
    importance: Float64Array.from(from.importance),
  };
  const cursor = { node: 0, inner: 0, leaf: 0, free: 0 };
  for (let tree = 0; tree < from.trees; tree++) {
    trees.root[tree] = cursor.free++;
    trees.depth[tree] = placeNode(from, trees, cursor, trees.root[tree]!);
  }
  return trees;
}

/** Places the next node in preorder, and all below it, at `q`; the height of what it placed. */
function placeNode(
  from: ForestPreorder,
  trees: ForestTrees,
  cursor: { node: number; inner: number; leaf: number; free: number },
  q: number,
): number {
  const feature = from.features[cursor.node++]!;
  if (feature < 0) {
    trees.left[q] = q;
    trees.cover[q] = from.leafCovers[cursor.leaf]!;
    trees.leaf[q] = cursor.leaf++;
    return 0;
  }
  const left = cursor.free;
  cursor.free += 2;
  trees.feature[q] = feature;
  trees.threshold[q] = from.thresholds[cursor.inner++]!;
  trees.left[q] = left;
  const height = 1 + Math.max(placeNode(from, trees, cursor, left), placeNode(from, trees, cursor, left + 1));
  trees.cover[q] = trees.cover[left]! + trees.cover[left + 1]!;
  return height;
}

export interface RandomForestJson {
  method: 'random-forest';
  version: 1;
  width: number;
  classes: number;
  trees: number;
  features: PackedArray;
  thresholds: PackedArray;
  leafCovers: PackedArray;
  leafProbabilities: PackedArray;
  importance: PackedArray;
}

/** Writes trees as JSON. */
export function packForest(from: ForestPreorder): RandomForestJson {
  return {
    method: 'random-forest',
    version: 1,
    width: from.width,
    classes: from.classes,
    trees: from.trees,
    features: packArray('i16', from.features),
    thresholds: packArray('f64', from.thresholds),
    leafCovers: packArray('f32', from.leafCovers),
    leafProbabilities: packArray('f32', from.leafProbabilities),
    importance: packArray('f64', from.importance),
  };
}

/** Reads what {@link packForest} wrote. */
export function unpackForest(json: RandomForestJson): ForestPreorder {
  return {
    width: json.width,
    classes: json.classes,
    trees: json.trees,
    features: unpackArray('i16', json.features),
    thresholds: unpackArray('f64', json.thresholds),
    leafCovers: unpackArray('f32', json.leafCovers),
    leafProbabilities: unpackArray('f32', json.leafProbabilities),
    importance: unpackArray('f64', json.importance),
  };
}
