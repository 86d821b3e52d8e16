import { describe, expect, it } from 'vitest';
import { fitRandomForest, type RandomForestOptions, randomForestFromJSON } from '../../src/models/random-forest.ts';
import { labelledRows } from './labelled-rows.ts';

const train = labelledRows(1, 1500);
const test = labelledRows(2, 1003);
const grow = (options: Partial<RandomForestOptions> = {}) =>
  fitRandomForest(train.rows, train.labels, train.count, train.width, train.classes, {
    seed: 5,
    trees: 40,
    ...options,
  });
const forest = grow();

const recall = (predicted: Int32Array, label: number) => {
  const rows = [...test.labels.keys()].filter((i) => test.labels[i] === label);
  return rows.filter((i) => predicted[i] === label).length / rows.length;
};

describe('a random forest', () => {
  it('learns classes that need two metrics together, far better than always naming the commonest', () => {
    const predicted = forest.predict(test.rows, test.count);
    const right = predicted.filter((label, i) => label === test.labels[i]).length / test.count;
    const commonest = test.labels.filter((label) => label === 0).length / test.count;
    expect(commonest).toBeLessThan(0.8);
    expect(right).toBeGreaterThan(0.97);
  });

  it('gives probabilities that add up to 1 and whose largest is the prediction', () => {
    const probabilities = forest.probabilities(test.rows, test.count);
    const predicted = forest.predict(test.rows, test.count);
    for (let i = 0; i < test.count; i++) {
      const own = probabilities.subarray(i * 3, i * 3 + 3);
      expect(own[0]! + own[1]! + own[2]!).toBeCloseTo(1, 6);
      expect(own.indexOf(Math.max(...own))).toBe(predicted[i]);
    }
  });

  it('agrees between batch and single row to the last bit', () => {
    const probabilities = forest.probabilities(test.rows, test.count);
    for (let i = 0; i < test.count; i += 17) {
      const one = forest.probabilitiesOne(test.rows, undefined, i * 6);
      expect([...one]).toEqual([...probabilities.subarray(i * 3, i * 3 + 3)]);
      expect(forest.predictOne(test.rows, i * 6)).toBe(forest.predict(test.rows.subarray(i * 6), 1)[0]);
    }
  });

  it('walks to the leaf that a naive descent finds', () => {
    const { nodes } = forest;
    const row = test.rows.subarray(0, 6);
    const expected = new Float64Array(3);
    for (const root of nodes.root) {
      let q = root;
      while (nodes.leaf[q]! < 0) q = nodes.left[q]! + (row[nodes.feature[q]!]! < nodes.threshold[q]! ? 0 : 1);
      for (let k = 0; k < 3; k++) expected[k]! += nodes.probability[nodes.leaf[q]! * 3 + k]! / nodes.trees;
    }
    const found = forest.probabilitiesOne(row);
    for (let k = 0; k < 3; k++) expect(found[k]).toBeCloseTo(expected[k]!, 12);
  });

  it('is the same for the same seed and another for another', () => {
    expect(JSON.stringify(grow())).toBe(JSON.stringify(forest));
    expect(JSON.stringify(grow({ seed: 6 }))).not.toBe(JSON.stringify(forest));
  });

  it('grows the same first trees whatever number follows', () => {
    const few = grow({ trees: 3 }).nodes;
    expect(few.threshold).toEqual(forest.nodes.threshold.slice(0, few.threshold.length));
  });

  it('predicts the same after it was written and read', () => {
    const copy = randomForestFromJSON(JSON.parse(JSON.stringify(forest)));
    expect(copy.probabilities(test.rows, test.count)).toEqual(forest.probabilities(test.rows, test.count));
    expect(JSON.stringify(copy)).toBe(JSON.stringify(forest));
  });

  it('finds the metrics that matter', () => {
    const [a, b, c, ...noise] = forest.importance;
    expect(Math.min(a!, b!, c!)).toBeGreaterThan(2 * Math.max(...noise));
    expect(forest.importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('keeps to the depth, and to the rows per leaf, and grows pure leaves without a limit', () => {
    expect(Math.max(...grow({ maxDepth: 4 }).nodes.depth)).toBe(4);
    const wide = grow({ minLeaf: 20 }).nodes;
    const leafCovers = wide.cover.filter((_, q) => wide.leaf[q]! >= 0);
    expect(Math.min(...leafCovers)).toBeGreaterThanOrEqual(20);
    const pure = grow({ maxDepth: Number.POSITIVE_INFINITY }).nodes;
    expect(pure.probability.every((share) => share === 0 || share === 1)).toBe(true);
  });

  it('reports each tree that is done', () => {
    const seen: number[] = [];
    grow({ trees: 4, onTree: (done, total) => seen.push(done / total) });
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe('class weights', () => {
  it('find more of a rare class when they are balanced', () => {
    const plain = grow({ maxDepth: 2 }).predict(test.rows, test.count);
    const balanced = grow({ maxDepth: 2, classWeights: 'balanced' }).predict(test.rows, test.count);
    expect(recall(balanced, 1)).toBeGreaterThan(recall(plain, 1) + 0.1);
  });

  it('of 1 are the same as none, and doubling all changes no prediction', () => {
    const plain = grow().predict(test.rows, test.count);
    expect(grow({ classWeights: [1, 1, 1] }).predict(test.rows, test.count)).toEqual(plain);
    expect(grow({ classWeights: [2, 2, 2] }).predict(test.rows, test.count)).toEqual(plain);
  });

  it('that are not all above 0 are refused', () => {
    expect(() => grow({ classWeights: [1, 0, 1] })).toThrow('above 0');
    expect(() => grow({ classWeights: [1, 1] })).toThrow('3 numbers');
  });
});

describe('missing metrics', () => {
  it('can be what tells two classes apart', () => {
    const rows = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? Number.NaN : i));
    const labels = Array.from({ length: 200 }, (_, i) => i % 2);
    const gaps = fitRandomForest(rows, labels, 200, 1, 2, { seed: 1, trees: 10 });
    const copy = randomForestFromJSON(JSON.parse(JSON.stringify(gaps)));
    expect(copy.predictOne(Float64Array.of(1e9))).toBe(1);
    // One metric that is missing is a row without any value, so a second metric stands beside it.
    const pairs = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? rows[i / 2]! : 0));
    const paired = fitRandomForest(pairs, labels, 200, 2, 2, { seed: 1, trees: 10 });
    expect(paired.predictOne(Float64Array.of(Number.NaN, 0))).toBe(0);
    expect(paired.predictOne(Float64Array.of(55, 0))).toBe(1);
  });

  it('give unknown for a row without any value', () => {
    const nothing = new Float64Array(6).fill(Number.NaN);
    expect(forest.predictOne(nothing)).toBe(-1);
    expect(forest.predict(nothing, 1)[0]).toBe(-1);
    expect([...forest.probabilitiesOne(nothing)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe('the edges', () => {
  it('refuses no rows and labels that are no class', () => {
    expect(() => fitRandomForest(new Float64Array(0), [], 0, 2, 2, { seed: 1 })).toThrow('got none');
    expect(() => fitRandomForest(new Float64Array(4), [0, 2], 2, 2, 2, { seed: 1 })).toThrow('Row 1 has label 2');
    expect(() => fitRandomForest(new Float64Array(4), [0], 2, 2, 2, { seed: 1 })).toThrow('label undefined');
  });

  it('knows one class, and rows that nothing tells apart', () => {
    const one = fitRandomForest(Float64Array.of(1, 2, 3), [1, 1, 1], 3, 1, 2, { seed: 1, trees: 3 });
    expect([...one.probabilitiesOne(Float64Array.of(9))]).toEqual([0, 1]);
    const same = fitRandomForest(
      new Float64Array(100),
      Array.from({ length: 100 }, (_, i) => i % 2),
      100,
      1,
      2,
      { seed: 1 },
    );
    expect(same.probabilitiesOne(Float64Array.of(0))[0]).toBeCloseTo(0.5, 1);
    expect([...same.importance]).toEqual([0]);
  });
});
