import { NocturneError } from '../errors.ts';
import { growExtraTrees } from './extra-trees-training.ts';
import { packForest } from './forest-trees.ts';
import {
  checkLabels,
  findWeights,
  type RandomForest,
  type RandomForestOptions,
  randomForestFromJSON,
} from './random-forest.ts';

/** A split looks at `maxFeatures` metrics that vary in the node; trees grow until leaves are pure. */
export type ExtraTreesOptions = Omit<RandomForestOptions, 'maxDepth'>;

/**
 * Trains extremely randomised trees (Geurts, Ernst, Wehenkel: Extremely randomized trees, Machine Learning 63, 2006) on row-major `rows`: each
 * tree sees all rows, and a split is the best of a few thresholds drawn by chance, one per metric. Where many metrics say nearly the same, such
 * as the balances of links that share traffic, it errs less than a random forest. The result is a {@link RandomForest}: it votes, saves and is
 * explained like one. The same rows, labels and seed give the same trees.
 *
 * Missing metrics are NaN and take the upper side of every split; no split asks whether a metric is missing.
 * Throws `too-few-rows`, `bad-label` and `bad-class-weights` like `fitRandomForest`.
 *
 * Not good for: probabilities taken at face value (trees grow until leaves are pure: calibrate them), and many metrics that say nothing.
 */
export function fitExtraTrees(
  rows: Float64Array,
  labels: ArrayLike<number>,
  count: number,
  width: number,
  classes: number,
  options: ExtraTreesOptions,
): RandomForest {
  if (count < 1) {
    throw new NocturneError('too-few-rows', 'Extra trees need labelled rows and got none', {
      hint: 'label some incidents',
    });
  }
  const checked = checkLabels(labels, count, classes);
  const preorder = growExtraTrees(rows, checked, count, width, {
    trees: options.trees ?? 100,
    maxFeatures: options.maxFeatures ?? Math.max(1, Math.floor(Math.sqrt(width))),
    minLeaf: options.minLeaf ?? 1,
    weights: findWeights(options.classWeights, checked, classes),
    seed: options.seed,
    onTree: options.onTree,
  });
  return randomForestFromJSON(packForest(preorder));
}
