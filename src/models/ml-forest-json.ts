import type { RandomForestClassifier } from 'ml-random-forest';
import { copyRows, findLeafNode } from './forest-votes.ts';
import type { RandomForest } from './random-forest.ts';

/** A tree node as ml-cart stores it: a leaf has `distribution`, an inner node the rest. */
export type MlTreeNode =
  | { distribution: number[][] }
  | { splitColumn: number; splitValue: number; left: MlTreeNode; right: MlTreeNode };

/** What `RandomForestClassifier.load()` of ml-random-forest 2.1 reads. */
export interface MlForestJson {
  name: 'RFClassifier';
  baseModel: {
    indexes: number[][];
    n: number;
    replacement: boolean;
    maxFeatures: number;
    nEstimators: number;
    treeOptions: object;
    isClassifier: true;
    seed: number;
    useSampleBagging: boolean;
    estimators: { name: 'DTClassifier'; options: object; root: MlTreeNode }[];
  };
}

const treeOptions = {
  gainFunction: 'gini',
  splitFunction: 'mean',
  minNumSamples: 1,
  gainThreshold: 0,
  kind: 'classifier',
};

/**
 * Writes a forest in the JSON of ml-random-forest, whose users can load it. Its `predict` lets every tree name one class; {@link predictByVote}
 * does the same, while our own `predict` averages probabilities. Its `predictProbability` loses the first tree's vote and its
 * `featureImportance` is NaN after loading (both in 2.1.0): read those from our forest.
 */
export function toMlForestJson(forest: RandomForest, seed = 0): MlForestJson {
  const { root } = forest.nodes;
  return {
    name: 'RFClassifier',
    baseModel: {
      indexes: Array.from(root, () => Array.from({ length: forest.width }, (_, f) => f)),
      n: forest.width,
      replacement: false,
      maxFeatures: 1,
      nEstimators: forest.trees,
      treeOptions,
      isClassifier: true,
      seed,
      useSampleBagging: true,
      estimators: Array.from(root, (q) => ({ name: 'DTClassifier', options: treeOptions, root: toMlNode(forest, q) })),
    },
  };
}

function toMlNode(forest: RandomForest, q: number): MlTreeNode {
  const { feature, threshold, left, leaf, probability } = forest.nodes;
  if (leaf[q]! >= 0) {
    const from = leaf[q]! * forest.classes;
    return { distribution: [Array.from(probability.subarray(from, from + forest.classes))] };
  }
  return {
    splitColumn: feature[q]!,
    splitValue: threshold[q]!,
    left: toMlNode(forest, left[q]!),
    right: toMlNode(forest, left[q]! + 1),
  };
}

/** The class that most trees name; of equals, the one that got there first. This is what ml-random-forest predicts. */
export function predictByVote(forest: RandomForest, row: Float64Array): number {
  const copied = new Float64Array(forest.width);
  copyRows(row, 0, forest.width, copied);
  const votes = new Int32Array(forest.classes);
  let winner = -1;
  let most = 0;
  for (let tree = 0; tree < forest.trees; tree++) {
    const vote = findLargest(forest, forest.nodes.leaf[findLeafNode(forest.nodes, tree, copied, 0)]!);
    if (++votes[vote]! <= most) continue;
    most = votes[vote]!;
    winner = vote;
  }
  return winner;
}

function findLargest({ classes, nodes }: RandomForest, leaf: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) {
    if (nodes.probability[leaf * classes + k]! > nodes.probability[leaf * classes + best]!) best = k;
  }
  return best;
}

/** Loads a forest into ml-random-forest itself. The package is imported when this is called, not before. */
export async function loadIntoMlForest(json: MlForestJson): Promise<RandomForestClassifier> {
  const { RandomForestClassifier } = await import('ml-random-forest');
  return RandomForestClassifier.load(json as never);
}
