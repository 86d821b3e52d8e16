import { beforeAll, describe, expect, it } from 'vitest';
import { gatherWindows } from '../../../../src/models/forecasting/lstm/lstm-rows.ts';
import { fitForecastLstm, leastWindows } from '../../../../src/models/forecasting/lstm/lstm-training.ts';
import { stepInputs, windowSteps } from '../../../../src/models/forecasting/lstm/lstm-weights.ts';
import type { LstmBatch } from '../../../../src/models/forecasting/lstm/trainable-lstm.ts';
import { loadTensorflow, type Tensorflow } from '../../../../src/models/tensorflow.ts';
import { makeSeries } from '../made-series.ts';

let tf: Tensorflow;
beforeAll(async () => {
  tf = (await loadTensorflow()).tf;
});

const series = Array.from({ length: 3 }, (_, i) => ({ values: makeSeries(i + 1, 2600, { level: 5 * (i + 1) }) }));
const quick = { horizon: 10, level: 0.9, seed: 1, windowsPerPass: 256, passes: 3 };

describe('the training of a network', () => {
  it('gives the same network of the same seed, tells its losses and how far it is', () => {
    const told: [number, number, string][] = [];
    const train = (seed: number) =>
      fitForecastLstm(tf, series, { ...quick, seed, progress: (...step) => told.push(step) })!;
    const found = train(1);
    const { training, later, kept } = found.losses;
    expect([training.length, later.length]).toEqual([later.length, training.length]);
    expect(later[kept]).toBe(Math.min(...later));
    expect(told.at(-1)![0]).toBe(later.length);
    expect(told.map(([done]) => done)).toEqual([...told.map(([done]) => done)].sort((a, b) => a - b));
    expect(told.at(-1)![2]).toMatch(/^pass \d of 3, later error \d/);
    expect(train(1)).toEqual(found);
    expect(train(2).weights).not.toEqual(found.weights);
  });

  it('stops when later rows no longer get better, and keeps the pass in which they were best', () => {
    // What is learned of the first part is wrong on the last: there each pass is worse than the one before.
    const turned = series.map(({ values }) => ({
      values: values.map((value, step) => (step < 2000 ? 20 + Math.sin(step / 5) : 20 + (value % 1))),
    }));
    const { later, kept } = fitForecastLstm(tf, turned, { ...quick, windowsPerPass: 512, passes: 12 })!.losses;
    expect(later.length).toBeLessThan(12);
    expect(later.length - 1 - kept).toBe(2);
    expect(later[kept]).toBe(Math.min(...later));
  });

  it.each<[string, { values: Float64Array }[]]>([
    ['nothing', []],
    ['too few windows', [{ values: makeSeries(1, leastWindows) }]],
    ['constant series', [{ values: new Float64Array(20_000).fill(3) }]],
    ['gaps alone', [{ values: new Float64Array(20_000).fill(Number.NaN) }]],
  ])('answers that %s teach nothing', (_what, given) => {
    expect(fitForecastLstm(tf, given, quick)).toBeNull();
  });
});

describe('windows to learn from', () => {
  const read = (rows: ReturnType<typeof gatherWindows>['earlier']) => {
    const batch: LstmBatch = {
      ...{ count: 0, x: new Float32Array(rows.count * windowSteps * stepInputs) },
      ...{ targets: new Float32Array(rows.count), weights: new Float32Array(rows.count) },
    };
    rows.write(
      Int32Array.from({ length: rows.count }, (_, i) => i),
      batch,
    );
    return batch;
  };

  it('never have a target that also judges, or that may not teach', () => {
    const values = makeSeries(8, 900, { gaps: 0 });
    const { earlier, later } = gatherWindows([{ values }], 10);
    const teaches = values.map((_, step) => Number(step % 3 === 0));
    expect(earlier.count + later.count).toBeLessThanOrEqual(900 - 10 - 19 - 10);
    expect(gatherWindows([{ values, teaches }], 10).earlier.count).toBeLessThan(earlier.count / 2);
    // Nothing of the later part is felt by the earlier one.
    const other = gatherWindows([{ values: values.map((value, step) => (step < 770 ? value : value + 50)) }], 10);
    expect(read(other.earlier)).toEqual(read(earlier));
    expect(read(other.later)).not.toEqual(read(later));
  });

  it('count by the root of the scale of their series', () => {
    const pair = [1, 100].map((level) => ({ values: makeSeries(8, 600, { level, gaps: 0 }) }));
    const { weights } = read(gatherWindows(pair, 10).earlier);
    const half = weights.length / 2;
    const mean = (from: number) => weights.slice(from, from + half).reduce((sum, one) => sum + one, 0) / half;
    expect(mean(half) / mean(0)).toBeCloseTo(10, 3);
    expect((mean(0) + mean(half)) / 2).toBeCloseTo(1, 5);
  });
});
