import { describe, expect, it } from 'vitest';
import { loadIntoMlForest, predictByVote, toMlForestJson } from '../../src/models/ml-forest-json.ts';
import { fitRandomForest } from '../../src/models/random-forest.ts';
import { labelledRows } from './labelled-rows.ts';

describe('a forest in the JSON of ml-random-forest', () => {
  const train = labelledRows(1, 800);
  const test = labelledRows(2, 300);
  for (let i = 0; i < 40; i++) test.rows[i * 13] = Number.NaN;
  const forest = fitRandomForest(train.rows, train.labels, train.count, 6, 3, { seed: 3, trees: 21, maxDepth: 6 });
  const json = JSON.parse(JSON.stringify(toMlForestJson(forest)));
  const matrix = Array.from({ length: test.count }, (_, i) => [...test.rows.subarray(i * 6, i * 6 + 6)]);

  it('is loaded by the package, which then predicts what our trees vote', async () => {
    const loaded = await loadIntoMlForest(json);
    const ours = matrix.map((row) => predictByVote(forest, Float64Array.from(row)));
    expect(loaded.predict(matrix)).toEqual(ours);
    expect(new Set(ours).size).toBe(3);
  });

  it('breaks ties as the package does', async () => {
    const even = fitRandomForest(train.rows, train.labels, 60, 6, 3, { seed: 8, trees: 2, maxDepth: 2 });
    const loaded = await loadIntoMlForest(JSON.parse(JSON.stringify(toMlForestJson(even))));
    expect(loaded.predict(matrix)).toEqual(matrix.map((row) => predictByVote(even, Float64Array.from(row))));
  });

  it('rarely differs from our mean of probabilities', () => {
    const mean = forest.predict(test.rows, test.count);
    const same = matrix.filter((row, i) => predictByVote(forest, Float64Array.from(row)) === mean[i]).length;
    expect(same / test.count).toBeGreaterThan(0.95);
  });
});
