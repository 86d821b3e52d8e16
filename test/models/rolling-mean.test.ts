import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/models/random.ts';
import { createRollingMean } from '../../src/models/rolling-mean.ts';

describe('a rolling mean', () => {
  it.each([1, 2, 7, 40])('of the last %i values is theirs, however many came before', (size) => {
    const random = createRandom(size);
    const values = Array.from({ length: 500 }, () => 1e9 + random());
    const rolling = createRollingMean(size);
    expect(rolling.mean()).toBeNaN();
    for (const [i, value] of values.entries()) {
      const left = rolling.push(value);
      const last = values.slice(Math.max(0, i + 1 - size), i + 1);
      expect(left).toBe(i < size ? Number.NaN : values[i - size]);
      expect(rolling.count).toBe(last.length);
      expect(rolling.mean()).toBeCloseTo(last.reduce((sum, each) => sum + each, 0) / last.length, 5);
    }
  });
});
