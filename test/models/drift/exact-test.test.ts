import { describe, expect, it } from 'vitest';
import { createExactTest } from '../../../src/models/drift/exact-test.ts';

const test = createExactTest(1000);

/** Ways to choose. */
const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

describe('the exact test', () => {
  // Fisher's tea: three of four cups right by chance with (16 + 1) / 70.
  it.each([
    { known: [1, 4], now: [3, 4], chance: 17 / 70 },
    { known: [0, 4], now: [4, 4], chance: 1 / 70 },
    { known: [0, 10], now: [3, 5], chance: (choose(5, 3) * 1) / choose(15, 3) },
  ])('gives $chance for $now after $known', ({ known, now, chance }) => {
    expect(test(known[0]!, known[1]!, now[0]!, now[1]!)).toBeCloseTo(chance, 10);
  });

  it.each([
    { known: [2, 10], now: [2, 10] },
    { known: [5, 10], now: [1, 10] },
    { known: [0, 0], now: [3, 3] },
    { known: [3, 3], now: [0, 0] },
  ])('gives 1 where nothing rose or nothing is known: $now after $known', ({ known, now }) => {
    expect(test(known[0]!, known[1]!, now[0]!, now[1]!)).toBe(1);
  });

  it('is a level: among all ways to deal the errors, it is at most p with a chance of at most p', () => {
    for (const [all, knownCount, count] of [
      [6, 30, 12],
      [14, 40, 60],
      [3, 800, 100],
    ] as const) {
      const ways = choose(knownCount + count, all);
      const dealt = Array.from({ length: all + 1 }, (_, k) => ({
        chance: (choose(count, k) * choose(knownCount, all - k)) / ways,
        p: test(all - k, knownCount, k, count),
      }));
      for (const level of [0.3, 0.05, 0.001]) {
        const reached = dealt.filter(({ p }) => p <= level).reduce((sum, { chance }) => sum + chance, 0);
        expect(reached).toBeLessThanOrEqual(level);
      }
    }
  });
});
