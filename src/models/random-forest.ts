import { NocturneError } from '../errors.ts';
import { growForest } from './forest-training.ts';
import {
  assembleTrees,
  type ForestPreorder,
  type ForestTrees,
  packForest,
  type RandomForestJson,
  unpackForest,
} from './forest-trees.ts';
import { addVotes, blockRows, copyRows, isEmptyRow } from './forest-votes.ts';

export interface RandomForestOptions {
  /** Default 100. */
  trees?: number;
  /** Default 10; Infinity grows until leaves are pure. */
  maxDepth?: number;
  /** Metrics tried at each split; default ⌊√width⌋. */
  maxFeatures?: number;
  /** Fewest training rows in a leaf; default 1. */
  minLeaf?: number;
  /** Weight of a row of each class; 'balanced' gives every class the same total. Default: all 1. */
  classWeights?: 'balanced' | ArrayLike<number>;
  /** How often a row is drawn into a tree, beside others: numbers above 0, one a row. Default: all the same. */
  rowWeights?: Float64Array;
  seed: number;
  /** Called after each tree, for progress. */
  onTree?: (done: number, total: number) => void;
}

/**
 * A random forest for classes (Breiman: Random Forests, Machine Learning 45, 2001), trained on histograms, which costs O(rows) per level
 * instead of a sort per split. Probabilities are the mean of the leaves' class shares.
 *
 * Missing metrics are NaN and lie above every threshold. Where training saw a metric missing, "missing" can be split off on its own. A row
 * without any value is unknown: its probabilities are NaN and its class is −1.
 *
 * Not good for: classes that training never saw (it always names one of its own), trends beyond the range of the training rows, and
 * probabilities taken at face value: calibrate them first.
 */
export interface RandomForest {
  /** Metrics per row. */
  readonly width: number;
  readonly classes: number;
  readonly trees: number;
  /** Mean decrease of Gini impurity by metric, sum 1. Biased towards metrics with many values; TreeSHAP explains single rows. */
  readonly importance: Float64Array;
  readonly nodes: ForestTrees;
  /** Class probabilities of row-major `rows` into `out`, row i at `i * classes`. */
  probabilities(rows: Float64Array, count: number, out?: Float64Array): Float64Array;
  /** The same for one row, which starts at `offset`. No allocation when `out` is given. */
  probabilitiesOne(row: Float64Array, out?: Float64Array, offset?: number): Float64Array;
  /** The likeliest class of each row; the lowest one of equals; −1 for a row without any value. */
  predict(rows: Float64Array, count: number, out?: Int32Array): Int32Array;
  predictOne(row: Float64Array, offset?: number): number;
  toJSON(): RandomForestJson;
}

/**
 * Trains a forest on row-major `rows` (`count` × `width`) with labels 0..classes − 1. The same rows, labels and seed give the same forest.
 * Throws `too-few-rows` without rows, `bad-label` for a label that is no class, `bad-class-weights` and `bad-row-weights` for weights that are not all
 * above 0.
 */
export function fitRandomForest(
  rows: Float64Array,
  labels: ArrayLike<number>,
  count: number,
  width: number,
  classes: number,
  options: RandomForestOptions,
): RandomForest {
  if (count < 1) {
    throw new NocturneError('too-few-rows', 'A random forest needs labelled rows and got none', {
      hint: 'label some incidents',
    });
  }
  const checked = checkLabels(labels, count, classes);
  const preorder = growForest(rows, checked, count, width, {
    trees: options.trees ?? 100,
    maxDepth: options.maxDepth ?? 10,
    maxFeatures: options.maxFeatures ?? Math.max(1, Math.floor(Math.sqrt(width))),
    minLeaf: options.minLeaf ?? 1,
    weights: findWeights(options.classWeights, checked, classes, checkRowWeights(options.rowWeights, count)),
    rowWeights: options.rowWeights,
    seed: options.seed,
    onTree: options.onTree,
  });
  // Through the packed form, so that a forest and its saved copy hold the same bits.
  return randomForestFromJSON(packForest(preorder));
}

/** Restores a forest from its JSON; it predicts exactly as before. */
export function randomForestFromJSON(json: RandomForestJson): RandomForest {
  return createForest(unpackForest(json));
}

/** The labels as class numbers; throws `bad-label` for one that is no class. */
export function checkLabels(labels: ArrayLike<number>, count: number, classes: number): Int32Array {
  const checked = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = labels[i];
    if (label === undefined || !Number.isInteger(label) || label < 0 || label >= classes) {
      throw new NocturneError(
        'bad-label',
        `Row ${i} has label ${label}; labels are integers from 0 to ${classes - 1}`,
        {
          detail: { row: i, label, classes },
        },
      );
    }
    checked[i] = label;
  }
  return checked;
}

/** The weight of each class; throws `bad-class-weights`. */
export function findWeights(
  wanted: RandomForestOptions['classWeights'],
  labels: Int32Array,
  classes: number,
  rowWeights?: Float64Array,
): Float64Array {
  if (wanted === undefined) return new Float64Array(classes).fill(1);
  if (wanted !== 'balanced') {
    const weights = Float64Array.from(wanted);
    if (weights.length === classes && weights.every((weight) => weight > 0)) return weights;
    throw new NocturneError('bad-class-weights', `Class weights are ${classes} numbers above 0`, {
      detail: { weights: [...weights] },
    });
  }
  const counts = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    const weight = rowWeights?.[i] ?? 1;
    counts[labels[i]!]! += weight;
    total += weight;
  }
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? total / (present * count) : 0));
}

function checkRowWeights(weights: Float64Array | undefined, count: number): Float64Array | undefined {
  if (!weights || (weights.length === count && weights.every((weight) => weight > 0 && Number.isFinite(weight))))
    return weights;
  throw new NocturneError('bad-row-weights', `Row weights are ${count} numbers above 0, one a row`, {
    detail: { weights: weights.length },
  });
}

function createForest(preorder: ForestPreorder): RandomForest {
  const nodes = assembleTrees(preorder);
  const { width, classes, trees } = nodes;
  const copied = new Float64Array(blockRows * width);
  const sums = new Float64Array(blockRows * classes);

  /** Probabilities of up to one block of rows, in `sums`. */
  const walkBlock = (rows: Float64Array, offset: number, count: number) => {
    copyRows(rows, offset, count * width, copied);
    sums.fill(0, 0, count * classes);
    for (let tree = 0; tree < trees; tree++) addVotes(nodes, tree, copied, count, sums);
    for (let i = 0; i < count; i++) {
      const scale = isEmptyRow(rows, offset + i * width, width) ? Number.NaN : 1 / trees;
      for (let k = i * classes; k < (i + 1) * classes; k++) sums[k]! *= scale;
    }
  };

  return {
    width,
    classes,
    trees,
    importance: nodes.importance,
    nodes,
    probabilities(rows, count, out = new Float64Array(count * classes)) {
      for (let from = 0; from < count; from += blockRows) {
        const size = Math.min(blockRows, count - from);
        walkBlock(rows, from * width, size);
        for (let k = 0; k < size * classes; k++) out[from * classes + k] = sums[k]!;
      }
      return out;
    },
    probabilitiesOne(row, out = new Float64Array(classes), offset = 0) {
      walkBlock(row, offset, 1);
      for (let k = 0; k < classes; k++) out[k] = sums[k]!;
      return out;
    },
    predict(rows, count, out = new Int32Array(count)) {
      for (let from = 0; from < count; from += blockRows) {
        const size = Math.min(blockRows, count - from);
        walkBlock(rows, from * width, size);
        for (let i = 0; i < size; i++) out[from + i] = findLikeliest(sums, i * classes, classes);
      }
      return out;
    },
    predictOne(row, offset = 0) {
      walkBlock(row, offset, 1);
      return findLikeliest(sums, 0, classes);
    },
    toJSON: () => packForest(preorder),
  };
}

/** The class with the highest probability, the lowest one of equals; −1 when they are NaN. */
function findLikeliest(probabilities: Float64Array, from: number, classes: number): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    if (probabilities[from + k]! > highest) {
      highest = probabilities[from + k]!;
      best = k;
    }
  }
  return best;
}
