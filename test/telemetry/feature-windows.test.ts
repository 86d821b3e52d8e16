import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureWindow } from '../../src/telemetry/feature-windows.ts';

const start = Date.UTC(2026, 10, 23);

/** The definition, word by word, over all rows so far. */
function naive(rows: number[][], times: number[], metric: number): number[] {
  const column = rows.map((row) => row[metric]!);
  const value = column.at(-1)!;
  const lag = column.length > 1 ? column.at(-2)! : Number.NaN;
  const seen = column.slice(-5).filter((number) => !Number.isNaN(number));
  const mean = seen.reduce((sum, number) => sum + number, 0) / seen.length;
  const squares = seen.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  const seconds = times.length > 1 ? (times.at(-1)! - times.at(-2)!) / 1000 : Number.NaN;
  return [
    value,
    mean,
    seen.length < 2 ? Number.NaN : Math.sqrt(squares / (seen.length - 1)),
    lag,
    (value - lag) / seconds,
  ];
}

describe('the feature windows', () => {
  it('equal the naive computation for any series, with missing values and several entities', () => {
    const value = fc.oneof(
      { weight: 5, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    const row = fc.record({
      entity: fc.constantFrom('a', 'b', 'c'),
      values: fc.tuple(value, value),
      stepMs: fc.integer({ min: 1, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (pushed) => {
        const windows = createFeatureWindow({ metrics: ['x', 'y'], maxGapMs: Number.POSITIVE_INFINITY });
        const features = new Float64Array(windows.width);
        const history = new Map<string, { rows: number[][]; times: number[] }>();
        let at = start;
        for (const { entity, values, stepMs } of pushed) {
          at += stepMs;
          const known = history.get(entity) ?? { rows: [], times: [] };
          known.rows.push(values);
          known.times.push(at);
          history.set(entity, known);
          expect(windows.push(windows.entity(entity), Float64Array.from(values), at, features)).toBe(true);
          const expected = [...naive(known.rows, known.times, 0), ...naive(known.rows, known.times, 1)];
          for (const [index, wanted] of expected.entries()) {
            if (Number.isNaN(wanted)) expect(features[index]).toBeNaN();
            else expect(Math.abs(features[index]! - wanted)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(wanted)));
          }
        }
      }),
    );
  });

  it('names its features in the order in which they are written', () => {
    const windows = createFeatureWindow({ metrics: ['cpu_pct'] });
    expect(windows.featureNames).toEqual(['cpu_pct', 'cpu_pct_mean5', 'cpu_pct_dev5', 'cpu_pct_lag1', 'cpu_pct_rate']);
  });

  function feed(options: Partial<Parameters<typeof createFeatureWindow>[0]>, rows: [second: number, value: number][]) {
    const windows = createFeatureWindow({ metrics: ['x'], ...options });
    const features = new Float64Array(windows.width);
    const taken = rows.map(([second, value]) =>
      windows.push(windows.entity('e'), Float64Array.of(value), start + second * 1000, features),
    );
    return { features: [...features], taken };
  }

  it('takes a falling counter for a reset, and a falling gauge for what it is', () => {
    expect(
      feed({ counters: ['x'] }, [
        [0, 100],
        [1, 3],
      ]).features[4],
    ).toBeNaN();
    expect(
      feed({}, [
        [0, 100],
        [1, 3],
      ]).features[4],
    ).toBe(-97);
  });

  it('starts anew after a gap', () => {
    expect(
      feed({ maxGapMs: 60_000 }, [
        [0, 1],
        [1, 1],
        [62, 9],
      ]).features,
    ).toEqual([9, 9, Number.NaN, Number.NaN, Number.NaN]);
  });

  it('refuses a row that is not newer', () => {
    expect(
      feed({}, [
        [5, 1],
        [5, 2],
        [4, 3],
        [6, 4],
      ]).taken,
    ).toEqual([true, false, false, true]);
  });

  it('forgets what it knew of a released entity, and has an end', () => {
    const windows = createFeatureWindow({ metrics: ['x'], maxEntities: 1 });
    const features = new Float64Array(windows.width);
    windows.push(windows.entity('old'), Float64Array.of(5), start, features);
    expect(() => windows.entity('new')).toThrow(/more than 1 entities/);
    windows.release('old');
    windows.push(windows.entity('new'), Float64Array.of(7), start, features);
    expect(features[1]).toBe(7);
    expect(features[3]).toBeNaN();
  });

  it('allocates nothing per row', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const windows = createFeatureWindow({ metrics: ['a', 'b', 'c', 'd'] });
    const features = new Float64Array(windows.width);
    const values = Float64Array.of(1, 2, 3, 4);
    const entities = Array.from({ length: 50 }, (_, index) => windows.entity(`e${index}`));
    // Small integers, because V8 puts a larger number into a box when the caller hands it over.
    let at = 0;
    const run = (rows: number) => {
      for (let row = 0; row < rows; row += 1) {
        at += 10;
        values[0] = row % 13;
        windows.push(entities[row % 50]!, values, at, features);
      }
    };
    run(50_000);
    const grown = [1, 2, 3].map(() => {
      collect();
      const before = process.memoryUsage().heapUsed;
      run(200_000);
      return process.memoryUsage().heapUsed - before;
    });
    // One small object for each row would be at least 3 MB.
    expect(Math.min(...grown)).toBeLessThan(1_000_000);
  });
});
