import { describe, expect, it } from 'vitest';
import { createRandom, randomInt, randomNormal, shuffleFront } from '../../src/models/random.ts';

const draw = (seed: number, stream?: number, count = 5) => {
  const random = createRandom(seed, stream);
  return Array.from({ length: count }, random);
};

describe('the seeded generator', () => {
  it('repeats itself for the same seed and stream', () => {
    expect(draw(7, 3)).toEqual(draw(7, 3));
  });

  it('differs between neighbouring seeds and between streams', () => {
    const starts = [draw(7), draw(8), draw(7, 1), draw(8, 1), draw(0)].map((numbers) => numbers[0]);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('is uniform enough: the mean is 1/2 and the variance 1/12', () => {
    const numbers = draw(1, 0, 100_000);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.min(...numbers.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers.slice(0, 50_000))).toBeLessThan(1);
  });

  it('draws integers below the bound and normal numbers with mean 0 and deviation 1', () => {
    const random = createRandom(2);
    const counts = new Array(4).fill(0);
    for (let i = 0; i < 40_000; i++) counts[randomInt(random, 4)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    const normal = Array.from({ length: 50_000 }, () => randomNormal(random));
    const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length).toBeCloseTo(1, 1);
  });

  it('shuffles to the front without losing or doubling an item', () => {
    const items = Int32Array.from({ length: 50 }, (_, i) => i);
    shuffleFront(createRandom(3), items, 10);
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...items.slice(0, 10)]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
