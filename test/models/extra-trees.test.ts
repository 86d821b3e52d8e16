import { describe, expect, it } from 'vitest';
import { fitExtraTrees } from '../../src/models/extra-trees.ts';
import { randomForestFromJSON } from '../../src/models/random-forest.ts';
import { createTreeShap } from '../../src/models/tree-shap.ts';
import { labelledRows } from './labelled-rows.ts';

const train = labelledRows(1, 1500);
const test = labelledRows(2, 1000);
const grow = (seed: number, minLeaf = 1) =>
  fitExtraTrees(train.rows, train.labels, train.count, train.width, train.classes, {
    seed,
    trees: 40,
    maxFeatures: 4,
    minLeaf,
  });
const forest = grow(5);

describe('extra trees', () => {
  it('learn classes that need two metrics together', () => {
    const right = forest.predict(test.rows, test.count).filter((label, i) => label === test.labels[i]).length;
    expect(right / test.count).toBeGreaterThan(0.95);
  });

  it('are the same for the same seed, others for another, and survive saving', () => {
    const text = JSON.stringify(forest.toJSON());
    expect(JSON.stringify(grow(5).toJSON())).toBe(text);
    expect(JSON.stringify(grow(6).toJSON())).not.toBe(text);
    const restored = randomForestFromJSON(JSON.parse(text));
    expect(restored.probabilities(test.rows, test.count)).toEqual(forest.probabilities(test.rows, test.count));
  });

  it('keep the asked number of training rows in each leaf', () => {
    const { leaf, cover } = grow(5, 20).nodes;
    const leaves = cover.filter((_, q) => leaf[q]! >= 0);
    expect(Math.min(...leaves)).toBeGreaterThanOrEqual(20);
  });

  it('find the metrics that matter and leave out one that never varies', () => {
    const constant = Float64Array.from(train.rows, (value, i) => (i % train.width === 5 ? 7 : value));
    const { importance } = fitExtraTrees(constant, train.labels, train.count, train.width, 3, { seed: 1, trees: 20 });
    expect(importance[5]).toBe(0);
    for (const noise of [3, 4]) expect(importance[2]).toBeGreaterThan(2 * importance[noise]!);
  });

  it('can be explained: the SHAP values add up to the probabilities', () => {
    const small = fitExtraTrees(train.rows, train.labels, 200, train.width, 3, { seed: 1, trees: 5 });
    const shap = createTreeShap(small.nodes);
    const row = test.rows.subarray(0, test.width);
    const explained = shap.explain(row);
    const probabilities = small.probabilitiesOne(row);
    for (let k = 0; k < 3; k++) {
      let sum = shap.expected[k]!;
      for (let f = 0; f < test.width; f++) sum += explained[f * 3 + k]!;
      expect(sum).toBeCloseTo(probabilities[k]!, 5);
    }
  });

  it('refuse to learn from nothing', () => {
    expect(() => fitExtraTrees(new Float64Array(0), [], 0, 3, 2, { seed: 1 })).toThrow(/labelled rows/);
  });
});
