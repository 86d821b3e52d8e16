import { describe, expect, it } from 'vitest';
import type { ForestTrees } from '../../src/models/forest-trees.ts';
import { fitRandomForest } from '../../src/models/random-forest.ts';
import { createTreeShap } from '../../src/models/tree-shap.ts';
import { labelledRows } from './labelled-rows.ts';
import { normalRows } from './rows.ts';

/** What one tree says when only the metrics in the bit set `known` are known (EXPVALUE, Algorithm 1 of the paper). */
function expectedValue(trees: ForestTrees, q: number, row: Float64Array, known: number, k: number): number {
  const leaf = trees.leaf[q]!;
  if (leaf >= 0) return trees.probability[leaf * trees.classes + k]!;
  const feature = trees.feature[q]!;
  const left = trees.left[q]!;
  const below = (node: number) => expectedValue(trees, node, row, known, k);
  if (known & (1 << feature)) return below(row[feature]! < trees.threshold[q]! ? left : left + 1);
  return (trees.cover[left]! * below(left) + trees.cover[left + 1]! * below(left + 1)) / trees.cover[q]!;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** The definition of the Shapley value: 2^width evaluations. */
function bruteForce(trees: ForestTrees, row: Float64Array, f: number, k: number): number {
  const value = (known: number) =>
    trees.root.reduce((sum, root) => sum + expectedValue(trees, root, row, known, k), 0) / trees.trees;
  let total = 0;
  for (let known = 0; known < 1 << trees.width; known++) {
    if (known & (1 << f)) continue;
    const size = known.toString(2).replaceAll('0', '').length;
    const weight = (factorial(size) * factorial(trees.width - size - 1)) / factorial(trees.width);
    total += weight * (value(known | (1 << f)) - value(known));
  }
  return total;
}

describe('TreeSHAP', () => {
  const train = labelledRows(1, 300);
  const grow = (maxDepth: number) =>
    fitRandomForest(train.rows, train.labels, train.count, 6, 3, {
      seed: 2,
      trees: 4,
      maxDepth,
      maxFeatures: 2,
      classWeights: 'balanced',
    });

  for (const maxDepth of [1, 3, 8]) {
    it(`equals brute-force Shapley values on trees of depth ${maxDepth}`, () => {
      const { nodes } = grow(maxDepth);
      const shap = createTreeShap(nodes);
      const rows = normalRows(7, 6, 6);
      for (let i = 0; i < 6; i++) {
        const row = rows.subarray(i * 6, i * 6 + 6);
        const values = shap.explain(rows, undefined, i * 6);
        for (let f = 0; f < 6; f++) {
          for (let k = 0; k < 3; k++) expect(values[f * 3 + k]).toBeCloseTo(bruteForce(nodes, row, f, k), 10);
        }
      }
    });
  }

  it('adds up, with what is expected, to the probabilities of the forest', () => {
    const forest = fitRandomForest(train.rows, train.labels, train.count, 6, 3, { seed: 3 });
    const shap = createTreeShap(forest.nodes);
    const values = new Float64Array(18);
    for (let i = 0; i < 20; i++) {
      shap.explain(train.rows, values, i * 6);
      const probabilities = forest.probabilitiesOne(train.rows, undefined, i * 6);
      for (let k = 0; k < 3; k++) {
        let sum = shap.expected[k]!;
        for (let f = 0; f < 6; f++) sum += values[f * 3 + k]!;
        expect(sum).toBeCloseTo(probabilities[k]!, 9);
      }
    }
  });

  it('gives nothing to a metric that no tree asks for, and most to the one that decides', () => {
    const rows = normalRows(4, 200, 3);
    const labels = Array.from({ length: 200 }, (_, i) => (rows[i * 3 + 1]! > 0 ? 1 : 0));
    for (let i = 0; i < 200; i++) rows[i * 3 + 2] = 1;
    const { nodes } = fitRandomForest(rows, labels, 200, 3, 2, { seed: 1, trees: 20 });
    const values = createTreeShap(nodes).explain(Float64Array.of(0, 2, 1));
    expect([values[4], values[5]]).toEqual([0, 0]);
    expect(values[3]).toBeGreaterThan(5 * Math.abs(values[1]!));
  });

  it('explains a row with a missing metric, and nothing of a row without any', () => {
    const forest = grow(4);
    const shap = createTreeShap(forest.nodes);
    const row = Float64Array.of(1, Number.NaN, 0, 0, 0, 0);
    const probability = forest.probabilitiesOne(row)[1]!;
    let sum = shap.expected[1]!;
    const values = shap.explain(row);
    for (let f = 0; f < 6; f++) sum += values[f * 3 + 1]!;
    expect(sum).toBeCloseTo(probability, 9);
    expect(shap.explain(new Float64Array(6).fill(Number.NaN)).every(Number.isNaN)).toBe(true);
  });

  it('has nothing to explain in trees that are single leaves', () => {
    const { nodes } = fitRandomForest(Float64Array.of(1, 2), [1, 1], 2, 1, 2, { seed: 1, trees: 3 });
    const shap = createTreeShap(nodes);
    expect([...shap.expected]).toEqual([0, 1]);
    expect([...shap.explain(Float64Array.of(3))]).toEqual([0, 0]);
  });
});
