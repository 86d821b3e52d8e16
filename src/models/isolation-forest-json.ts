import { allocateTrees, averagePathLength, type IsolationTrees, isLeaf, leafSlot } from './isolation-trees.ts';
import { type PackedArray, packArray, unpackArray } from './packed-array.ts';

/** The trees one after the other, each in preorder: what can be derived (paths, inner sizes) is left out. */
export interface IsolationForestJson {
  method: 'isolation-forest';
  version: 1;
  width: number;
  trees: number;
  subsample: number;
  contamination: number;
  threshold: number;
  /** Metric of each node; −1 is a leaf. */
  features: PackedArray;
  /** Thresholds of the inner nodes. */
  thresholds: PackedArray;
  /** Training rows in each leaf. */
  leafSizes: PackedArray;
}

/** Writes trees as JSON. */
export function packTrees(trees: IsolationTrees, contamination: number, threshold: number): IsolationForestJson {
  const features: number[] = [];
  const thresholds: number[] = [];
  const leafSizes: number[] = [];
  const walk = (tree: number, q: number, level: number): void => {
    if (isLeaf(trees, tree, q, level)) {
      features.push(-1);
      leafSizes.push(trees.size[(tree << (trees.depth + 1)) + q]!);
      return;
    }
    features.push(trees.feature[(tree << trees.depth) + q]!);
    thresholds.push(trees.threshold[(tree << trees.depth) + q]!);
    walk(tree, 2 * q, level + 1);
    walk(tree, 2 * q + 1, level + 1);
  };
  for (let tree = 0; tree < trees.trees; tree++) walk(tree, 1, 0);
  return {
    method: 'isolation-forest',
    version: 1,
    width: trees.width,
    trees: trees.trees,
    subsample: trees.subsample,
    contamination,
    threshold,
    features: packArray('i16', features),
    thresholds: packArray('f64', thresholds),
    leafSizes: packArray('i32', leafSizes),
  };
}

/** Reads what {@link packTrees} wrote. */
export function unpackTrees(json: IsolationForestJson): IsolationTrees {
  const trees = allocateTrees(json.width, json.trees, json.subsample);
  const features = unpackArray('i16', json.features);
  const thresholds = unpackArray('f64', json.thresholds);
  const leafSizes = unpackArray('i32', json.leafSizes);
  let node = 0;
  let inner = 0;
  let leaf = 0;
  const walk = (tree: number, q: number, level: number): number => {
    const feature = features[node++]!;
    const sizeSlot = (tree << (trees.depth + 1)) + q;
    if (feature < 0) {
      const size = leafSizes[leaf++]!;
      trees.path[leafSlot(trees, tree, q, level)] = level + averagePathLength(size);
      trees.size[sizeSlot] = size;
      return size;
    }
    trees.feature[(tree << trees.depth) + q] = feature;
    trees.threshold[(tree << trees.depth) + q] = thresholds[inner++]!;
    const size = walk(tree, 2 * q, level + 1) + walk(tree, 2 * q + 1, level + 1);
    trees.size[sizeSlot] = size;
    return size;
  };
  for (let tree = 0; tree < json.trees; tree++) walk(tree, 1, 0);
  return trees;
}
