import { describe, expect, it } from 'vitest';
import { weightedMean, weightedQuantile } from '../../../src/models/forecasting/weighted-statistics.ts';
import { createRandom, randomInt } from '../../../src/models/random.ts';

/** By sorting, as the definition says. */
function sortedQuantile(values: number[], weights: number[], share: number): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (const i of order) {
    below += weights[i]!;
    if (below >= share * total) return values[i]!;
  }
  return values[order.at(-1)!]!;
}

describe('a weighted quantile', () => {
  it('is the one that sorting gives, for values with and without ties', () => {
    const random = createRandom(3);
    for (let round = 0; round < 400; round++) {
      const count = 1 + randomInt(random, 60);
      const distinct = 1 + randomInt(random, 40);
      const values = Array.from({ length: count }, () => randomInt(random, distinct) - 5);
      // Whole numbers add up without rounding, whatever the order.
      const weights = Array.from({ length: count }, () => 1 + randomInt(random, 4));
      const share = [0, 0.05, 0.25, 0.5, 0.9, 1][round % 6]!;
      const found = weightedQuantile(Float64Array.from(values), Float64Array.from(weights), share);
      expect(found, `${values} by ${weights} at ${share}`).toBe(sortedQuantile(values, weights, share));
    }
  });

  it('knows nothing of nothing', () => {
    expect(weightedQuantile(new Float64Array(), new Float64Array(), 0.5)).toBeNaN();
    expect(weightedMean(new Float64Array(), new Float64Array())).toBeNaN();
  });

  it('does not slow down with sorted or equal values', () => {
    // A bad pivot would need 10^10 steps here.
    for (const values of [Float64Array.from({ length: 100_000 }, (_, i) => i), new Float64Array(100_000).fill(7)])
      expect(weightedQuantile(values.slice(), new Float64Array(100_000).fill(1), 0.5)).toBeCloseTo(values[49_999]!, 9);
  });
});
