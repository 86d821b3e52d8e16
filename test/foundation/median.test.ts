import { describe, expect, it } from 'vitest';
import { median, medianOfSorted, robustDeviation, upperMedian } from '../../src/foundation/median.ts';
import { quantile } from '../../src/models/quantile.ts';
import { createRandom } from '../../src/models/random.ts';

/** Arrays of even and odd lengths, with ties, in any order, with `missing` as the share of NaN. */
function* arrays(missing: number): Generator<number[]> {
  const random = createRandom(11);
  for (let length = 1; length <= 60; length++) {
    for (const round of [(value: number) => value, Math.round]) {
      const one = () => (random() < missing ? Number.NaN : round((random() - 0.5) * 10 ** (length % 7)));
      yield Array.from({ length }, one);
    }
  }
}

describe('the median', () => {
  it('is the middle value, or lies between the two in the middle', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median(Float64Array.of(10, 9, 1, 2))).toBe(5.5);
    expect(median([])).toBeNull();
    expect(medianOfSorted([1, 2, 4, 8, 99], 4)).toBe(3);
  });

  it('takes the upper of two where it must be one of the values', () => {
    expect([[1, 2], [3, 1, 2], [10, 9, 1, 2], []].map(upperMedian)).toEqual([2, 2, 9, null]);
  });

  it('leaves out what is missing, and the values as they were', () => {
    const values = [Number.NaN, 3, 1];
    expect([median(values), upperMedian(values), median([Number.NaN])]).toEqual([2, 3, null]);
    expect(values).toEqual([Number.NaN, 3, 1]);
  });

  it.each([0, 0.3])('is half of what lies at each end, also with a share of %d missing', (missing) => {
    for (const values of arrays(missing)) {
      const present = values.filter((value) => !Number.isNaN(value));
      const middle = median(values);
      if (present.length === 0) {
        expect(middle).toBeNull();
        continue;
      }
      const half = present.length / 2;
      expect(present.filter((value) => value <= middle!).length).toBeGreaterThanOrEqual(half);
      expect(present.filter((value) => value >= middle!).length).toBeGreaterThanOrEqual(half);
      expect(present).toContain(upperMedian(values));
      expect(middle).toBeCloseTo(quantile(Float64Array.from(values), 0.5), 9);
    }
  });
});

describe('the robust deviation', () => {
  it('is 1.4826 median absolute deviations', () => {
    expect(robustDeviation([50, 10, 30, 20, 40])).toBeCloseTo(14.826, 9);
    expect(robustDeviation([7, 7, 7])).toBe(0);
    expect(robustDeviation([])).toBeNull();
  });

  it('is near the standard deviation of normal values, and hardly moved by a tenth that is far off', () => {
    const random = createRandom(3);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const values = Array.from({ length: 20_000 }, () => 100 + 5 * normal());
    expect(robustDeviation(values)).toBeCloseTo(5, 0);
    expect(robustDeviation(values.map((value, i) => (i % 10 === 0 ? 1e9 : value)))).toBeLessThan(7);
  });
});
