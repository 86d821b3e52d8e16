import { describe, expect, it } from 'vitest';
import { fitIsolationForest, isolationForestFromJSON } from '../../src/models/isolation-forest.ts';
import { averagePathLength } from '../../src/models/isolation-trees.ts';
import { packArray, unpackArray } from '../../src/models/packed-array.ts';
import { normalRows } from './rows.ts';

type Json = ReturnType<ReturnType<typeof fitIsolationForest>['toJSON']>;

/** PathLength of the paper (Algorithm 3), written naively over the JSON: the second opinion on every fast path. */
function naiveScore(json: Json, row: ArrayLike<number>): number {
  const features = unpackArray('i16', json.features);
  const thresholds = unpackArray('f64', json.thresholds);
  const sizes = unpackArray('i32', json.leafSizes);
  let node = 0;
  let inner = 0;
  let leaf = 0;
  /** The path length under the next node in preorder; `onPath` says whether the row comes by. */
  const walk = (edges: number, onPath: boolean): number => {
    const feature = features[node++]!;
    if (feature < 0) {
      const size = sizes[leaf++]!;
      return onPath ? edges + averagePathLength(size) : 0;
    }
    const goesLeft = row[feature]! <= thresholds[inner++]!;
    return walk(edges + 1, onPath && goesLeft) + walk(edges + 1, onPath && !goesLeft);
  };
  let total = 0;
  for (let tree = 0; tree < json.trees; tree++) total += walk(0, true);
  return 2 ** (-total / json.trees / averagePathLength(json.subsample));
}

describe('the definition in the paper', () => {
  it('has c(n) = 2H(n−1) − 2(n−1)/n', () => {
    expect(averagePathLength(1)).toBe(0);
    expect(averagePathLength(2)).toBe(1);
    expect(averagePathLength(3)).toBeCloseTo(2 * (Math.log(2) + 0.5772156649) - 4 / 3, 9);
    expect(averagePathLength(256)).toBeCloseTo(10.2448, 4);
  });

  it('agrees with a tree worked out by hand', () => {
    // One tree of 4 rows: latency ≤ 10 ? (loss ≤ 0.5 ? 2 rows : 1 row) : 1 row.
    const forest = isolationForestFromJSON({
      method: 'isolation-forest',
      version: 1,
      width: 2,
      trees: 1,
      subsample: 4,
      contamination: 0.03,
      threshold: 0.6,
      features: packArray('i16', [0, 1, -1, -1, -1]),
      thresholds: packArray('f64', [10, 0.5]),
      leafSizes: packArray('i32', [2, 1, 1]),
    });
    const c4 = 2 * (Math.log(3) + 0.5772156649015329) - 6 / 4;
    expect(forest.scoreOne(Float64Array.of(5, 0))).toBeCloseTo(2 ** (-(2 + 1) / c4), 12);
    expect(forest.scoreOne(Float64Array.of(5, 1))).toBeCloseTo(2 ** (-2 / c4), 12);
    expect(forest.scoreOne(Float64Array.of(11, 0))).toBeCloseTo(2 ** (-1 / c4), 12);
    // Latency is missing: 3 of 4 training rows went left. Loss is missing: 2 of 3.
    expect(forest.scoreOne(Float64Array.of(Number.NaN, 0))).toBeCloseTo(2 ** (-((3 / 4) * 3 + 1 / 4) / c4), 12);
    expect(forest.scoreOne(Float64Array.of(5, Number.NaN))).toBeCloseTo(2 ** (-((2 / 3) * 3 + 2 / 3) / c4), 12);
  });

  it('gives the scores of the naive walk, in batches and one by one, to the last bits', () => {
    const rows = normalRows(1, 1031, 5);
    const forest = fitIsolationForest(rows, 1031, 5, { seed: 4, trees: 37, subsample: 100 });
    const json = forest.toJSON();
    const scores = forest.score(rows, 1031);
    for (let i = 0; i < 1031; i += 10) {
      const row = rows.slice(i * 5, i * 5 + 5);
      expect(scores[i]).toBeCloseTo(naiveScore(json, row), 13);
      expect(forest.scoreOne(row)).toBe(scores[i]);
      expect(forest.scoreOne(rows, i * 5)).toBe(scores[i]);
    }
  });

  it('grows no tree beyond ⌈log2 subsample⌉ edges and loses no row on the way', () => {
    const json = fitIsolationForest(normalRows(2, 500, 3), 500, 3, { seed: 1, trees: 10 }).toJSON();
    const sizes = unpackArray('i32', json.leafSizes);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10 * 256);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });
});

describe('a fitted isolation forest', () => {
  const rows = normalRows(3, 2000, 4);
  const forest = fitIsolationForest(rows, 2000, 4, { seed: 9 });

  it('is the same for the same seed and another for another', () => {
    expect(JSON.stringify(fitIsolationForest(rows, 2000, 4, { seed: 9 }))).toBe(JSON.stringify(forest));
    expect(JSON.stringify(fitIsolationForest(rows, 2000, 4, { seed: 10 }))).not.toBe(JSON.stringify(forest));
  });

  it('scores the same after it was written and read', () => {
    const copy = isolationForestFromJSON(JSON.parse(JSON.stringify(forest)));
    expect(copy.score(rows, 2000)).toEqual(forest.score(rows, 2000));
    expect(copy.threshold).toBe(forest.threshold);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(forest));
    const gap = Float64Array.of(1, Number.NaN, 0, 2);
    expect(copy.scoreOne(gap)).toBe(forest.scoreOne(gap));
  });

  it('sets the threshold so that the contamination is above it', () => {
    const above = forest.score(rows, 2000).filter((score) => score > forest.threshold).length;
    expect(above).toBe(60);
  });

  it('scores an outlier high, the middle low, and blames the metrics that are out', () => {
    const outlier = Float64Array.of(0, 9, -9, 0);
    expect(forest.scoreOne(outlier)).toBeGreaterThan(forest.threshold);
    expect(forest.scoreOne(new Float64Array(4))).toBeLessThan(0.5);
    const blame = forest.blame(outlier);
    expect(Math.min(blame[1]!, blame[2]!)).toBeGreaterThan(0.02);
    expect(Math.max(blame[0]!, blame[3]!)).toBeLessThan(0);
  });

  it('does not change what it scores, and writes into the array that it is given', () => {
    const before = rows.slice();
    const out = new Float64Array(2000);
    expect(forest.score(rows, 2000, out)).toBe(out);
    forest.blame(rows.subarray(0, 4));
    expect(rows).toEqual(before);
  });
});

describe('missing metrics', () => {
  const rows = normalRows(5, 1500, 3);
  for (let i = 0; i < rows.length; i += 7) rows[i] = Number.NaN;
  const forest = fitIsolationForest(rows, 1500, 3, { seed: 2 });

  it('still lets the other metrics speak', () => {
    const ordinary = forest.scoreOne(Float64Array.of(Number.NaN, 0, 0));
    const anomalous = forest.scoreOne(Float64Array.of(Number.NaN, 8, 8));
    expect(ordinary).toBeLessThan(forest.threshold);
    expect(anomalous).toBeGreaterThan(forest.threshold);
    expect(forest.blame(Float64Array.of(Number.NaN, 0, 8))[0]).toBe(0);
  });

  it('gives unknown, not normal, for a row without any value', () => {
    const nothing = new Float64Array(3).fill(Number.NaN);
    expect(forest.scoreOne(nothing)).toBeNaN();
    expect(forest.score(nothing, 1)[0]).toBeNaN();
    expect(Number.isFinite(forest.threshold)).toBe(true);
  });

  it('agrees between batch and single row', () => {
    const scores = forest.score(rows, 1500);
    for (let i = 0; i < 1500; i += 50) expect(forest.scoreOne(rows, i * 3)).toBe(scores[i]);
  });

  it('takes infinite values in training and in scoring', () => {
    const wild = normalRows(6, 300, 2);
    wild[11] = Number.POSITIVE_INFINITY;
    wild[20] = Number.NEGATIVE_INFINITY;
    const fitted = fitIsolationForest(wild, 300, 2, { seed: 1 });
    expect(fitted.scoreOne(Float64Array.of(Number.POSITIVE_INFINITY, 0))).toBeGreaterThan(fitted.threshold);
    expect(Number.isFinite(fitted.scoreOne(Float64Array.of(0, 0)))).toBe(true);
  });
});

describe('the edges', () => {
  it('refuses to be fitted on fewer than two rows', () => {
    expect(() => fitIsolationForest(Float64Array.of(1), 1, 1, { seed: 1 })).toThrow('at least 2 rows');
  });

  it('gives every row the same score when nothing varies', () => {
    const forest = fitIsolationForest(new Float64Array(40).fill(3), 20, 2, { seed: 1 });
    expect(forest.scoreOne(Float64Array.of(3, 3))).toBeCloseTo(0.5, 12);
    expect(forest.scoreOne(Float64Array.of(3, 3))).toBe(forest.scoreOne(Float64Array.of(-90, 4)));
    expect(forest.scoreOne(Float64Array.of(3, 3))).not.toBeGreaterThan(forest.threshold);
  });

  it('blames the only metric of a one-metric row', () => {
    const forest = fitIsolationForest(normalRows(8, 400, 1), 400, 1, { seed: 1 });
    expect(forest.blame(Float64Array.of(7))[0]).toBeGreaterThan(0.1);
  });

  it('refuses a damaged artefact', () => {
    const json = fitIsolationForest(normalRows(8, 40, 1), 40, 1, { seed: 1 }).toJSON();
    expect(() => isolationForestFromJSON({ ...json, thresholds: { type: 'f64', bytes: 'AAAA' } })).toThrow(
      'packed array',
    );
  });
});
