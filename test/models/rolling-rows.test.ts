import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { createRollingMeans, createRollingMedians } from '../../src/models/rolling-rows.ts';

const width = 3;

/** A level that jumps, one that mostly rests at few values, and one far from 0, where rounding shows. */
function makeRows(seed: number): Float64Array[] {
  const random = createRandom(seed);
  return Array.from({ length: 600 }, (_, i) =>
    Float64Array.of(
      (i > 300 ? 50 : 0) + randomNormal(random),
      random() < 0.8 ? 0 : Math.floor(3 * random()),
      1e9 + random(),
    ),
  );
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

describe.each([
  { name: 'medians', create: createRollingMedians, of: median, digits: 12 },
  { name: 'means', create: createRollingMeans, of: mean, digits: 5 },
])('rolling $name', ({ create, of, digits }) => {
  it.each([1, 2, 7, 30])('of the last %i rows are theirs, metric by metric, however many came before', (window) => {
    const rolling = create(width, window);
    expect([...rolling.values]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const rows = makeRows(window);
    for (const [i, row] of rows.entries()) {
      rolling.push(row);
      const last = rows.slice(Math.max(0, i + 1 - window), i + 1);
      expect(rolling.count).toBe(last.length);
      for (let f = 0; f < width; f++) expect(rolling.values[f]).toBeCloseTo(of(last.map((each) => each[f]!)), digits);
    }
  });
});
