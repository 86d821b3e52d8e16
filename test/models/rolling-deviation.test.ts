import { describe, expect, it } from 'vitest';
import { quantile } from '../../src/models/quantile.ts';
import { createRollingDeviation, fitResidualScale } from '../../src/models/rolling-deviation.ts';
import { createRollingWindow } from '../../src/models/rolling-window.ts';
import { normalRows } from './rows.ts';

const naiveMedian = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

describe('a rolling window', () => {
  for (const size of [1, 2, 5, 30]) {
    it(`of ${size} knows mean, deviation, median and median deviation of the last values`, () => {
      const values = [...normalRows(size, 200, 1)].map((value, i) => (i % 3 === 0 ? Math.round(value) : value));
      const window = createRollingWindow(size);
      for (let i = 0; i < values.length; i++) {
        window.push(values[i]!);
        const last = values.slice(Math.max(0, i + 1 - size), i + 1);
        const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
        const median = naiveMedian(last);
        expect(window.count).toBe(last.length);
        expect(window.mean()).toBeCloseTo(mean, 12);
        expect(window.deviation()).toBeCloseTo(
          Math.sqrt(last.reduce((s, v) => s + (v - mean) ** 2, 0) / last.length),
          12,
        );
        // The sign of a zero says nothing.
        expect(window.median() + 0).toBe(median + 0);
        for (const share of [0, 0.05, 0.25, 0.9, 1])
          expect(window.quantile(share)).toBeCloseTo(quantile(Float64Array.from(last), share), 12);
        expect(window.medianDeviation()).toBeCloseTo(naiveMedian(last.map((value) => Math.abs(value - median))), 12);
      }
    });
  }

  it('does not carry the rounding of a huge value along', () => {
    const window = createRollingWindow(3);
    for (const value of [1e17, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) window.push(value);
    expect(window.mean()).toBeCloseTo(0.2, 12);
  });

  it('knows nothing when it is empty or cleared', () => {
    const window = createRollingWindow(3);
    window.push(1);
    window.clear();
    for (const read of [window.mean, window.deviation, window.median, window.medianDeviation]) expect(read()).toBeNaN();
  });
});

describe('a rolling deviation', () => {
  it('compares a value with the mean of the values before it, in fitted deviations', () => {
    const detector = createRollingDeviation({ width: 2, window: 4, warmUp: 2, scale: Float64Array.of(2, 10) });
    const out = new Float64Array(2);
    expect(detector.push(Float64Array.of(10, 100), out)).toBeNaN();
    expect(detector.push(Float64Array.of(12, 100), out)).toBeNaN();
    expect(detector.push(Float64Array.of(17, 95), out)).toBe(3);
    expect([...out]).toEqual([3, -0.5]);
  });

  it('is not blinded by an outlier in the window when it uses the median', () => {
    const series = [10, 11, 9, 10, 500, 10, 11, 9, 40];
    const last = (centre: 'mean' | 'median') => {
      const detector = createRollingDeviation({ width: 1, window: 8, centre });
      return series.map((value) => detector.push(Float64Array.of(value))).at(-1)!;
    };
    expect(last('median')).toBeGreaterThan(10);
    expect(last('mean')).toBeLessThan(1);
  });

  it('says unknown while it is cold, and for a row without any value', () => {
    const detector = createRollingDeviation({ width: 1, window: 30 });
    const answers = Array.from({ length: 12 }, (_, i) => detector.push(Float64Array.of(i % 2)));
    expect(answers.map(Number.isNaN)).toEqual([...new Array(10).fill(true), false, false]);
    expect(detector.push(Float64Array.of(Number.NaN))).toBeNaN();
    detector.reset();
    expect(detector.push(Float64Array.of(1))).toBeNaN();
  });

  it('neither judges nor takes in a missing metric, and still judges the others', () => {
    const detector = createRollingDeviation({ width: 2, window: 3, warmUp: 1, scale: Float64Array.of(1, 1) });
    const out = new Float64Array(2);
    detector.push(Float64Array.of(1, 1));
    expect(detector.push(Float64Array.of(Number.NaN, 3), out)).toBe(2);
    expect(out[0]).toBeNaN();
    detector.push(Float64Array.of(2, 2), out);
    expect([...out]).toEqual([1, 0]);
  });

  it('clips what would be infinite and respects the resolution of a metric', () => {
    const flat = createRollingDeviation({ width: 1, window: 3 });
    for (let i = 0; i < 3; i++) flat.push(Float64Array.of(5));
    expect(flat.push(Float64Array.of(5.01))).toBe(100);
    const coarse = createRollingDeviation({ width: 1, window: 3, floor: Float64Array.of(0.1) });
    for (let i = 0; i < 3; i++) coarse.push(Float64Array.of(5));
    expect(coarse.push(Float64Array.of(5.01))).toBeCloseTo(0.1, 9);
  });

  it('gives the same answers when the stream is cut later', () => {
    const rows = normalRows(2, 100, 3);
    const run = (count: number) => {
      const detector = createRollingDeviation({ width: 3 });
      return Array.from({ length: count }, (_, i) => detector.push(rows, undefined, i * 3));
    };
    expect(run(60)).toEqual(run(100).slice(0, 60));
  });
});

describe('the fitted scale', () => {
  it('is the deviation of value minus the mean before it: √(1 + 1/n) for noise of deviation 1', () => {
    const rows = normalRows(5, 20_000, 2).map((value, i) => (i % 2 === 0 ? value : 7 * value));
    for (const centre of ['mean', 'median'] as const) {
      const scale = fitResidualScale(rows, 20_000, { width: 2, window: 10, centre });
      expect(scale[0]).toBeCloseTo(Math.sqrt(1.1), 1);
      expect(scale[1]! / scale[0]!).toBeCloseTo(7, 0);
    }
  });

  it('is NaN for a metric without values, which is then judged by its own window', () => {
    const rows = normalRows(6, 50, 1).map(() => Number.NaN);
    const scale = fitResidualScale(rows, 50, { width: 1 });
    expect(scale[0]).toBeNaN();
    const detector = createRollingDeviation({ width: 1, window: 4, warmUp: 2, scale });
    detector.push(Float64Array.of(1));
    detector.push(Float64Array.of(3));
    expect(detector.push(Float64Array.of(6))).toBe(4);
  });
});
