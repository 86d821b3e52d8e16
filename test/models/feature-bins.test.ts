import { describe, expect, it } from 'vitest';
import { binFeatures } from '../../src/models/feature-bins.ts';
import { normalRows } from './rows.ts';

describe('binning of metrics', () => {
  it('gives each value its own bin while there are few, with edges halfway between', () => {
    const { bins, edges } = binFeatures(Float64Array.of(1, 5, 1, 9, 5, 1), 6, 1);
    expect([...edges[0]!]).toEqual([3, 7]);
    expect([...bins]).toEqual([0, 1, 0, 2, 1, 0]);
  });

  it('puts every value between the edges of its bin, evenly when there are many', () => {
    const rows = normalRows(1, 5000, 2);
    const { bins, edges } = binFeatures(rows, 5000, 2, 100);
    const counts = new Array(100).fill(0);
    for (let i = 0; i < 5000; i++) {
      const bin = bins[5000 + i]!;
      counts[bin]++;
      expect(rows[i * 2 + 1]! >= (edges[1]![bin - 1] ?? Number.NEGATIVE_INFINITY)).toBe(true);
      expect(rows[i * 2 + 1]! < (edges[1]![bin] ?? Number.POSITIVE_INFINITY)).toBe(true);
    }
    expect(edges[1]).toHaveLength(99);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  it('does not lose resolution to a value that most rows share', () => {
    const rows = normalRows(2, 4000, 1).map((value, i) => (i % 10 === 0 ? value : 0));
    const { bins, edges } = binFeatures(rows, 4000, 1, 200);
    expect(edges[0]!.length).toBe(199);
    expect(Math.max(...bins)).toBe(199);
  });

  it('keeps missing values in a bin of their own, above all others', () => {
    const { bins, edges } = binFeatures(Float64Array.of(1, Number.NaN, 1e300, Number.NaN), 4, 1);
    expect([...bins]).toEqual([0, 2, 1, 2]);
    expect(edges[0]!.every(Number.isFinite)).toBe(true);
  });

  it('has no edge for a metric that never varies or is never there', () => {
    const rows = Float64Array.of(4, Number.NaN, 4, Number.NaN);
    const { edges } = binFeatures(rows, 2, 2);
    expect(edges[0]).toHaveLength(0);
    expect(edges[1]!.length).toBeLessThanOrEqual(1);
  });
});
