import { describe, expect, it } from 'vitest';
import type { BoostedTraining } from '../../../src/models/forecasting/boosted-state.ts';
import { growBoosted } from '../../../src/models/forecasting/boosted-training.ts';
import { type BoostedTrees, predictBoosted } from '../../../src/models/forecasting/boosted-trees.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const training: BoostedTraining = {
  ...{ aim: 0.5, trees: 60, leaves: 12, minLeaf: 20, rate: 0.15, featureShare: 1, rowShare: 0.7, seed: 1 },
};

/** y = 3·[a > 0] + b + noise that is wider on the right of b = 0; c says nothing, and a tenth of the values of a is missing where y is 10. */
function makeRows(count: number, seed: number) {
  const random = createRandom(seed);
  const rows = new Float64Array(3 * count);
  const targets = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [randomNormal(random), randomNormal(random), randomNormal(random)];
    const isMissing = random() < 0.1;
    rows.set([isMissing ? Number.NaN : a, b, c], 3 * i);
    targets[i] = (isMissing ? 10 : a > 0 ? 3 : 0) + b + randomNormal(random) * (b > 0 ? 2 : 0.5);
  }
  return { rows, targets, weights: new Float64Array(count).fill(1) };
}

const grow = (count: number, changed: Partial<BoostedTraining> = {}, seed = 1) => {
  const { rows, targets, weights } = makeRows(count, seed);
  return growBoosted(rows, targets, weights, 3, { ...training, ...changed });
};

const say = (trees: BoostedTrees, row: number[]) => predictBoosted(trees, Float64Array.from(row), 0);

describe('boosted trees', () => {
  it('learn a step, a slope, and what a missing value says', () => {
    const trees = grow(8000);
    expect(say(trees, [1, 0, 0]) - say(trees, [-1, 0, 0])).toBeCloseTo(3, 0);
    expect(say(trees, [1, -1.2, 0])).toBeCloseTo(1.8, 0);
    expect(say(trees, [Number.NaN, -0.5, 0])).toBeGreaterThan(8);
    expect(Math.abs(say(trees, [1, 0, 2]) - say(trees, [1, 0, -2]))).toBeLessThan(0.5);
  });

  it.each([0.05, 0.5, 0.95])(
    'have a share of %s of new values below their quantile, on either side of the noise',
    (aim) => {
      const trees = grow(20_000, { aim });
      const fresh = makeRows(20_000, 2);
      for (const isRight of [true, false]) {
        let [below, count] = [0, 0];
        for (let i = 0; i < fresh.targets.length; i++) {
          if (fresh.rows[3 * i + 1]! > 0 !== isRight) continue;
          count += 1;
          if (fresh.targets[i]! <= predictBoosted(trees, fresh.rows, i)) below += 1;
        }
        expect(Math.abs(below / count - aim)).toBeLessThan(0.03);
      }
    },
  );

  it('aim at the mean, which is not the median of what is skewed', () => {
    const random = createRandom(5);
    const count = 4000;
    const rows = Float64Array.from({ length: count }, () => random());
    const targets = Float64Array.from({ length: count }, () => -Math.log(1 - random()));
    const weights = new Float64Array(count).fill(1);
    const of = (aim: BoostedTraining['aim']) =>
      growBoosted(rows, targets, weights, 1, { ...training, aim, trees: 20, minLeaf: 500 });
    expect(say(of('mean'), [0.5])).toBeCloseTo(1, 0);
    expect(say(of(0.5), [0.5])).toBeCloseTo(Math.LN2, 0);
    expect(say(of('mean'), [0.5])).toBeGreaterThan(say(of(0.5), [0.5]) + 0.15);
  });

  it('count a row as often as its weight says', () => {
    const rows = Float64Array.from({ length: 400 }, (_, i) => i % 2);
    const targets = Float64Array.from({ length: 400 }, (_, i) => (i < 100 ? 10 : 0));
    const weights = Float64Array.from({ length: 400 }, (_, i) => (i < 100 ? 9 : 1));
    const trees = growBoosted(rows, targets, weights, 1, { ...training, aim: 'mean', rowShare: 1 });
    expect(say(trees, [0])).toBeCloseTo((10 * 900) / 1200, 1);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(grow(500)).toEqual(grow(500));
    expect(grow(500, { seed: 2 })).not.toEqual(grow(500));
  });

  it('say the same of everything where there is nothing to split', () => {
    const trees = growBoosted(
      new Float64Array(100).fill(3),
      new Float64Array(100).fill(7),
      new Float64Array(100).fill(1),
      1,
      training,
    );
    expect([say(trees, [3]), say(trees, [Number.NaN]), say(trees, [-100])]).toEqual([7, 7, 7]);
  });
});
